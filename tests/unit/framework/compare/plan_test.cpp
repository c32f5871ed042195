#include "framework/compare/plan.hpp"

#include <fstream>
#include <thread>

#include "framework/compare/heartbeat.hpp"
#include "framework/compare/table_turn.hpp"
#include "tests/catch.hpp"
#include "tests/support/scratch_folder.hpp"
#include "tests/unit/framework/compare/claims_fixture.hpp"

using namespace evograd::host;
using namespace evograd::test;
using namespace std::chrono_literals;

namespace {

Json what(const std::vector<std::string>& estimators, int seeds, const char* sigma) {
  return {{"--estimators", estimators},
          {"--seeds", seeds},
          {"manifests", {{"evograd", {{"estimator.sigma", sigma}, {"run.steps", "40"}}}}}};
}

}  // namespace

TEST_CASE("what differs between two plans is said by argument and key") {
  const auto there = what({"none", "evograd"}, 2, "0.01");
  CHECK(plan_difference(there, there).empty());
  CHECK(plan_difference(there, what({"none", "evograd"}, 3, "0.01")) == "--seeds: 2 there, 3 here");
  CHECK(plan_difference(there, what({"evograd"}, 2, "0.01")) == "--estimators: none, evograd there, evograd here");
  CHECK(plan_difference(there, what({"none", "evograd"}, 2, "0.02")) == "estimator.sigma: 0.01 there, 0.02 here");
  auto more = there;
  more["manifests"]["evograd"]["probe.every"] = "3";
  CHECK(plan_difference(there, more) == "probe.every: not set there, 3 here");
  CHECK(plan_difference(more, there) == "probe.every: 3 there, not set here");
  CHECK(plan_difference(nullptr, there).find("--estimators: not set there") == 0);
}

TEST_CASE("of two workers with a plan each, one writes it and the other reads it") {
  const ScratchFolder scratch;
  const ClaimFolder a(scratch / "claims", foreign_worker("a"));
  const ClaimFolder b(scratch / "claims", foreign_worker("b"));
  CHECK_FALSE(newest_plan(a));
  Plan plan{.what = what({"none"}, 1, "1"), .threads = 3, .refused = {{"exact", "cannot"}}, .by = {}};
  auto other = plan;
  CHECK(write_plan(a, plan));
  CHECK(plan.generation == 1);
  CHECK_FALSE(write_plan(b, other));
  const auto read = newest_plan(b);
  REQUIRE(read);
  CHECK(read->what == plan.what);
  CHECK(read->threads == 3);
  CHECK(read->refused.at(0).reason == "cannot");
  CHECK(read->by.host == "a");
  CHECK(write_plan(b, plan));
  CHECK(newest_plan(a)->generation == 2);
}

TEST_CASE("another worker is one whose process is here or whose heart beats while one looks") {
  const ScratchFolder scratch;
  const ClaimFolder claims(scratch / "claims", this_worker(1s));
  const Heartbeat own(claims.path(), claims.self());
  Vigil vigil(claims.path(), 80ms);
  CHECK_FALSE(other_worker(claims, vigil));
  {
    Heartbeat there(claims.path(), foreign_worker("there"));
    CHECK_FALSE(other_worker(claims, vigil));  // silent: it is gone, and its file is removed
    CHECK_FALSE(std::filesystem::exists(Heartbeat::file_of(claims.path(), foreign_worker("there"))));
  }
  auto beating = foreign_worker("beating");
  beating.period = 20ms;
  Heartbeat heartbeat(claims.path(), beating);
  heartbeat.start();
  Vigil patient(claims.path(), 60s);
  const auto found = other_worker(claims, patient);
  REQUIRE(found);
  CHECK(found->host == "beating");
}

TEST_CASE("exactly one of several workers writes the tables, and another does if it dies") {
  const ScratchFolder scratch;
  const auto folder = scratch / "claims";
  std::filesystem::create_directory(folder);
  const auto table = scratch / "table";
  const auto complete = [&] { return std::filesystem::exists(table); };
  const auto write = [&] {
    std::this_thread::sleep_for(50ms);
    std::ofstream(table, std::ios::app) << 'x';
  };
  const auto take = [&](const std::string& state, bool wait = true) {
    const ClaimFolder claims(folder, this_worker(1s));
    Vigil vigil(folder, 1h);
    return take_table_turn(claims, vigil, state, complete, write, wait);
  };
  const auto killed = in_another_process([&] {
    const ClaimFolder claims(folder, this_worker(1s));
    Vigil vigil(folder, 1h);
    take_table_turn(
        claims, vigil, "one", complete, [] { die(); }, true);
  });
  wait_for(killed);
  std::vector<pid_t> children;
  for (int i = 0; i < 3; ++i) {
    children.push_back(in_another_process([&] {
      const auto turn = take("one");
      _exit(turn == TableTurn::written ? 10 : 0);
    }));
  }
  int writers = 0;
  for (const auto child : children) writers += WEXITSTATUS(wait_for(child)) == 10 ? 1 : 0;
  CHECK(writers == 1);
  CHECK(content_of(table) == "x");
  CHECK(take("one") == TableTurn::there);
  CHECK(take("two") == TableTurn::written);  // a cell has been run again
  std::filesystem::remove(table);
  CHECK(take("two") == TableTurn::written);

  const ClaimFolder busy(folder, this_worker(1s));
  REQUIRE(busy.claim("table", 5));
  CHECK(take("three", /*wait=*/false) == TableTurn::left);
}
