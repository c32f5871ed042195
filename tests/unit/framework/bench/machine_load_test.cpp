#include "framework/bench/machine_load.hpp"

#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <csignal>
#include <thread>

#include "tests/catch.hpp"

using evograd::host::MachineLoad;

namespace {

void work(std::chrono::milliseconds time) {
  const auto end = std::chrono::steady_clock::now() + time;
  while (std::chrono::steady_clock::now() < end) {
  }
}

}  // namespace

TEST_CASE("what another process uses counts as load, what this one uses does not", "[bench]") {
  const double cores = std::max(1U, std::thread::hardware_concurrency());
  const auto child = fork();
  REQUIRE(child >= 0);
  if (child == 0) {
    work(std::chrono::seconds(5));  // a test that dies does not leave it behind for long
    _exit(0);
  }
  const MachineLoad beside;
  std::this_thread::sleep_for(std::chrono::milliseconds(600));
  const auto others = beside.others();
  kill(child, SIGKILL);
  waitpid(child, nullptr, 0);
  REQUIRE(others);
  CHECK(*others > 0.3 / cores);  // half of a core, if others are busy too

  const MachineLoad alone;
  work(std::chrono::milliseconds(600));
  REQUIRE(alone.others());
  CHECK(*alone.others() <= 1 - 0.3 / cores);  // at least a part of what was used was this process
}
