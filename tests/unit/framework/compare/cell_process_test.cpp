#include "framework/compare/cell_process.hpp"

#include <unistd.h>

#include <chrono>
#include <csignal>
#include <cstdlib>
#include <fstream>
#include <iostream>
#include <thread>

#include "tests/catch.hpp"
#include "tests/support/scratch_folder.hpp"
#include "tests/unit/framework/compare/claims_fixture.hpp"

using namespace evograd::host;
using namespace evograd::test;
using namespace std::chrono_literals;

// What the other process does, which is this program again.
TEST_CASE("prints its environment", "[.cell-environment]") {
  for (const char* name : {"RANK", "WORLD_SIZE", "SLURM_NTASKS", "SLURM_JOB_ID", "OMPI_COMM_WORLD_RANK", "HOME"}) {
    const char* value = std::getenv(name);
    std::cout << name << " " << (value == nullptr ? "unset" : "set") << std::endl;
  }
}

TEST_CASE("sleeps", "[.cell-sleep]") {
  std::cout << "number " << getpid() << std::endl;
  std::this_thread::sleep_for(60s);
}

namespace {

const auto kNever = [] { return false; };

/// The number that the process in `log` has printed; waits for it.
pid_t number_in(const std::filesystem::path& log) {
  for (int i = 0; i < 3000; ++i) {
    const auto text = content_of(log);
    if (const auto at = text.find("number "); at != std::string::npos && text.find('\n', at) != std::string::npos) {
      return std::stoi(text.substr(at + 7));
    }
    std::this_thread::sleep_for(10ms);
  }
  return 0;
}

}  // namespace

TEST_CASE("a cell's process does not see which process of how many its worker is") {
  const ScratchFolder scratch;
  for (const char* name : {"RANK", "WORLD_SIZE", "SLURM_NTASKS", "SLURM_JOB_ID", "OMPI_COMM_WORLD_RANK"}) {
    setenv(name, "1", 1);
  }
  const auto end = run_cell_process({"[.cell-environment]"}, scratch / "log", kNever, kNever);
  for (const char* name : {"RANK", "WORLD_SIZE", "SLURM_NTASKS", "SLURM_JOB_ID", "OMPI_COMM_WORLD_RANK"})
    unsetenv(name);
  CHECK_FALSE(end.killed);
  const auto log = content_of(scratch / "log");
  for (const char* hidden : {"\nRANK unset", "WORLD_SIZE unset", "SLURM_NTASKS unset", "OMPI_COMM_WORLD_RANK unset"}) {
    CHECK(("\n" + log).find(hidden) != std::string::npos);
  }
  CHECK(log.find("SLURM_JOB_ID set") != std::string::npos);
  CHECK(log.find("HOME set") != std::string::npos);
}

TEST_CASE("a cell's process ends when it is asked to, when it is given up, and when its worker is killed") {
  const ScratchFolder scratch;
  const auto log = scratch / "log";
  const auto begun = [&] { return number_in(log) != 0; };
  auto end = run_cell_process({"[.cell-sleep]"}, log, begun, kNever);
  CHECK(end.asked);
  std::filesystem::remove(log);
  end = run_cell_process({"[.cell-sleep]"}, log, kNever, begun);
  CHECK(end.asked);
  CHECK_FALSE(end.killed);
  std::filesystem::remove(log);
  end = run_cell_process({"[.cell-sleep]"}, log, kNever, [&] {
    kill(number_in(log), SIGKILL);  // somebody else
    return false;
  });
  CHECK(end.killed);
  CHECK_FALSE(end.asked);

  std::filesystem::remove(log);
  const auto worker = in_another_process([&] { run_cell_process({"[.cell-sleep]"}, log, kNever, kNever); });
  const auto number = number_in(log);
  REQUIRE(number != 0);
  kill(worker, SIGKILL);
  wait_for(worker);
  bool there = true;
  for (int i = 0; i < 500 && there; ++i) {
    std::this_thread::sleep_for(10ms);
    std::ifstream stat("/proc/" + std::to_string(number) + "/stat");
    std::string text;
    there = static_cast<bool>(std::getline(stat, text)) && text.find(") Z") == std::string::npos;
  }
  CHECK_FALSE(there);
}
