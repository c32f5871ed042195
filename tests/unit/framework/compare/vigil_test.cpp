#include "framework/compare/vigil.hpp"

#include <fstream>

#include "framework/compare/heartbeat.hpp"
#include "tests/catch.hpp"
#include "tests/support/scratch_folder.hpp"
#include "tests/unit/framework/compare/claims_fixture.hpp"

using namespace evograd::host;
using namespace evograd::test;
using namespace std::chrono_literals;

TEST_CASE("a worker elsewhere is gone after the timeout of silence, on the observer's clock") {
  const ScratchFolder scratch;
  const auto worker = foreign_worker("node2");
  Heartbeat heartbeat(scratch.path(), worker);
  HandClock time;
  time.now += 1000h;  // what the other machine's clock says does not matter: it is never read
  Vigil vigil(scratch.path(), 80s, time.clock());
  for (int second = 0; second < 80; ++second) {
    CHECK_FALSE(vigil.gone(worker, "cell"));
    time.pass(1s);
  }
  heartbeat.beat();  // slow, but alive
  for (int second = 0; second < 81; ++second) {
    CHECK_FALSE(vigil.gone(worker, "cell"));
    time.pass(1s);
  }
  CHECK(vigil.gone(worker, "cell"));
  CHECK(vigil.silence(worker, "cell") > 80s);
  heartbeat.beat();
  CHECK_FALSE(vigil.gone(worker, "cell"));
}

TEST_CASE("an observer that was stopped does not take the others for dead") {
  const ScratchFolder scratch;
  const auto worker = foreign_worker("node2");
  const Heartbeat heartbeat(scratch.path(), worker);
  HandClock time;
  Vigil vigil(scratch.path(), 80s, time.clock());
  CHECK_FALSE(vigil.gone(worker, "cell"));
  time.pass(24h);  // both were suspended, and the observer woke first
  CHECK_FALSE(vigil.gone(worker, "cell"));
}

TEST_CASE("a worker with long periods between its heartbeats is given several of them") {
  const ScratchFolder scratch;
  auto worker = foreign_worker("node2");
  worker.period = 60s;
  const Heartbeat heartbeat(scratch.path(), worker);
  HandClock time;
  Vigil vigil(scratch.path(), 10s, time.clock());
  for (int second = 0; second < 240; ++second) {
    CHECK_FALSE(vigil.gone(worker, "cell"));
    time.pass(1s);
  }
  CHECK_FALSE(vigil.gone(worker, "cell"));
  time.pass(1s);
  CHECK(vigil.gone(worker, "cell"));
}

TEST_CASE("without a heartbeat, and even without a name, silence begins with the first look") {
  const ScratchFolder scratch;
  HandClock time;
  Vigil vigil(scratch.path(), 8s, time.clock());
  for (const auto& worker : {foreign_worker("node2"), Worker()}) {
    for (int second = 0; second < 9; ++second) {
      CHECK_FALSE(vigil.gone(worker, "cell"));
      time.pass(1s);
    }
    CHECK(vigil.gone(worker, "cell"));
  }
}

TEST_CASE("of a process on this machine the system tells at once whether it lives") {
  const ScratchFolder scratch;
  Vigil vigil(scratch.path(), 1h);
  const auto self = this_worker(1s);
  CHECK(life_of(self) == Life::alive);
  CHECK_FALSE(vigil.gone(self, "cell"));

  const auto child = in_another_process([] { pause(); });
  auto worker = self;
  worker.process = child;
  CHECK(life_of(worker) == Life::dead);  // another process with that number, by its start
  std::ifstream stat("/proc/" + std::to_string(child) + "/stat");
  for (int field = 0; field < 22; ++field) stat >> worker.started;
  CHECK(life_of(worker) == Life::alive);
  kill(child, SIGSTOP);
  CHECK_FALSE(vigil.gone(worker, "cell"));  // stopped is not dead
  kill(child, SIGKILL);
  siginfo_t info{};
  waitid(P_PID, static_cast<id_t>(child), &info, WEXITED | WNOWAIT);
  CHECK(vigil.gone(worker, "cell"));  // nobody has waited for it yet
  wait_for(child);
  CHECK(vigil.gone(worker, "cell"));
}

TEST_CASE("a worker is the same after it was written and read") {
  auto worker = this_worker(1500ms);
  worker.job = "Slurm job 1_2";
  const auto read = worker_from_json(to_json(worker));
  CHECK(read == worker);
  CHECK(read.period == 1500ms);
  CHECK(read.text() == worker.host + ", process " + std::to_string(getpid()) + ", Slurm job 1_2");
  CHECK(worker_from_json({{"host", 3}}).host.empty());
  CHECK(worker_from_json(nullptr).text() == "an unknown worker");
  CHECK(foreign_worker("a.b/c").id().find_first_of("./") == std::string::npos);
}
