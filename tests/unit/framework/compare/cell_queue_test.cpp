#include "framework/compare/cell_queue.hpp"

#include <atomic>
#include <fstream>
#include <map>
#include <random>
#include <thread>

#include "evograd/error.hpp"
#include "framework/compare/heartbeat.hpp"
#include "tests/catch.hpp"
#include "tests/support/scratch_folder.hpp"
#include "tests/unit/framework/compare/claims_fixture.hpp"

using namespace evograd::host;
using namespace evograd::test;
using namespace std::chrono_literals;

namespace {

/// Cells whose "run" is a file; how often each was run is the number of bytes in another.
class Cells {
 public:
  Cells(const std::filesystem::path& folder, std::size_t count) : folder_(folder), count_(count) {}

  CellQueue::Settings settings(bool retry_failed = false) const {
    CellQueue::Settings settings{.names = {}, .finished = {}, .plan = 1, .retry_failed = retry_failed};
    for (std::size_t i = 0; i < count_; ++i) settings.names.push_back("c." + std::to_string(i));
    settings.finished = [this](std::size_t i) { return std::filesystem::exists(file(i, ".finished")); };
    return settings;
  }
  void begin(std::size_t i) const { std::ofstream(file(i, ".runs"), std::ios::app) << 'x' << std::flush; }
  void finish(std::size_t i) const { std::ofstream(file(i, ".finished")) << 'x' << std::flush; }
  std::size_t runs(std::size_t i) const { return content_of(file(i, ".runs")).size(); }
  bool finished(std::size_t i) const { return settings().finished(i); }

 private:
  std::filesystem::path file(std::size_t i, const char* extension) const {
    return folder_ / (std::to_string(i) + extension);
  }
  std::filesystem::path folder_;
  std::size_t count_;
};

/// A worker until the end: runs whatever it gets.
void run_all(const std::filesystem::path& folder, const Worker& worker, const Cells& cells) {
  const ClaimFolder claims(folder, worker);
  const Heartbeat heartbeat(folder, worker);
  Vigil vigil(folder, 1h);
  CellQueue queue(claims, vigil, cells.settings());
  while (true) {
    const auto turn = queue.next();
    if (turn.kind == Turn::Kind::done) return;
    if (turn.kind == Turn::Kind::wait) {
      std::this_thread::sleep_for(1ms);
      continue;
    }
    cells.begin(turn.cell);
    cells.finish(turn.cell);
    queue.conclude(turn, ClaimState::finished);
  }
}

}  // namespace

TEST_CASE("workers in threads and processes run each cell once") {
  const ScratchFolder scratch;
  const auto folder = scratch / "claims";
  constexpr std::size_t count = 60;
  const Cells cells(scratch.path(), count);
  std::filesystem::create_directory(folder);
  std::vector<pid_t> children;
  for (int i = 0; i < 3; ++i) {
    children.push_back(in_another_process([&] { run_all(folder, this_worker(1s), cells); }));
  }
  {
    std::vector<std::jthread> threads;
    for (const char* name : {"a", "b", "c"}) {
      threads.emplace_back([&, name] { run_all(folder, foreign_worker(name), cells); });
    }
  }
  for (const auto child : children) CHECK(wait_for(child) == 0);
  for (std::size_t i = 0; i < count; ++i) CHECK(cells.runs(i) == 1);
}

TEST_CASE("a worker that dies at any point of a claim's life leaves a cell that another finishes") {
  // What a worker has done when it dies.
  enum Point {
    nothing,
    heartbeat_written,
    claim_being_written,
    claimed,
    run_begun,
    run_finished,
    being_concluded,
    concluded
  };
  for (int point = nothing; point <= concluded; ++point) {
    INFO("dies at point " << point);
    const ScratchFolder scratch;
    const auto folder = scratch / "claims";
    const Cells cells(scratch.path(), 1);
    const auto child = in_another_process([&] {
      const auto self = this_worker(1s);
      const ClaimFolder claims(folder, self);
      if (point == nothing) die();
      const Heartbeat heartbeat(folder, self);
      if (point == heartbeat_written) die();
      if (point == claim_being_written) {
        std::ofstream(folder / "cell-c.0.1.node-1-0.tmp") << "{" << std::flush;
        die();
      }
      Vigil vigil(folder, 1h);
      CellQueue queue(claims, vigil, cells.settings());
      const auto turn = queue.next();
      if (point == claimed) die();
      cells.begin(turn.cell);
      if (point == run_begun) die();
      cells.finish(turn.cell);
      if (point == run_finished) die();
      if (point == being_concluded) {
        std::ofstream(folder / ("cell-c.0.1-" + self.id())) << "{\"state\":" << std::flush;
        die();
      }
      queue.conclude(turn, ClaimState::finished);
      die();
    });
    CHECK(WTERMSIG(wait_for(child)) == SIGKILL);
    run_all(folder, this_worker(1s), cells);
    CHECK(cells.finished(0));
    CHECK(cells.runs(0) == (point == run_begun ? 2 : 1));
  }
}

TEST_CASE("workers killed at random times lose no cell and no finished cell is run again") {
  std::mt19937 random(1);
  const ScratchFolder scratch;
  const auto folder = scratch / "claims";
  std::filesystem::create_directory(folder);
  constexpr std::size_t count = 200;
  const Cells cells(scratch.path(), count);
  std::size_t killed = 0;
  std::map<std::size_t, std::size_t> runs_when_finished;
  for (int round = 0; round < 100; ++round) {
    std::vector<pid_t> children;
    for (int i = 0; i < 2; ++i) {
      children.push_back(in_another_process([&] { run_all(folder, this_worker(1s), cells); }));
    }
    std::this_thread::sleep_for(std::chrono::microseconds(std::uniform_int_distribution<>(0, 4000)(random)));
    for (const auto child : children) {
      kill(child, SIGKILL);
      killed += WIFSIGNALED(wait_for(child)) ? 1U : 0U;
    }
    for (const auto& [cell, runs] : runs_when_finished) CHECK(cells.runs(cell) == runs);
    for (std::size_t i = 0; i < count; ++i) {
      if (cells.finished(i)) runs_when_finished.emplace(i, cells.runs(i));
    }
  }
  CHECK(killed > 10);
  run_all(folder, this_worker(1s), cells);
  for (std::size_t i = 0; i < count; ++i) CHECK(cells.finished(i));
}

TEST_CASE("a stale cell of a worker elsewhere is taken over by one of two, and its worker finds out") {
  const ScratchFolder scratch;
  const auto folder = scratch / "claims";
  const Cells cells(scratch.path(), 1);
  const ClaimFolder claims(folder, foreign_worker("a"));
  Vigil unused(folder, 80s);
  CellQueue robbed(claims, unused, cells.settings());
  const auto turn = robbed.next();
  REQUIRE(turn.kind == Turn::Kind::run);
  robbed.look_for_losses();
  CHECK_FALSE(robbed.lost(0));

  HandClock time;
  const ClaimFolder claims_b(folder, foreign_worker("b"));
  const ClaimFolder claims_c(folder, foreign_worker("c"));
  Vigil vigil_b(folder, 80s, time.clock());
  Vigil vigil_c(folder, 80s, time.clock());
  CellQueue b(claims_b, vigil_b, cells.settings());
  CellQueue c(claims_c, vigil_c, cells.settings());
  for (int second = 0; second < 81; ++second) {
    CHECK(b.next().kind == Turn::Kind::wait);
    CHECK(c.next().kind == Turn::Kind::wait);
    time.pass(1s);
  }
  CHECK(b.busy() == std::vector<std::string>{"c.0 (a, process 7, silent for 80 s)"});
  const Heartbeat heartbeat_b(folder, claims_b.self());
  const auto taken = b.next();
  REQUIRE(taken.kind == Turn::Kind::run);
  CHECK(taken.generation == 2);
  CHECK(taken.before == "a, process 7 has given no sign of life for 81 s");
  CHECK(c.next().kind == Turn::Kind::wait);

  robbed.look_for_losses();
  CHECK(robbed.lost(0));
  robbed.conclude(turn, ClaimState::finished);  // changes nothing: the claim that counts is b's
  CHECK(c.next().kind == Turn::Kind::wait);
  cells.finish(0);
  b.conclude(taken, ClaimState::finished);
  CHECK(c.next().kind == Turn::Kind::done);
  CHECK(c.state() == b.state());
}

TEST_CASE("a released cell is taken at once, a failed one only when the comparison is begun again") {
  const ScratchFolder scratch;
  const auto folder = scratch / "claims";
  const Cells cells(scratch.path(), 1);
  const ClaimFolder claims(folder, foreign_worker("a"));
  Vigil vigil(folder, 1h);
  CellQueue first(claims, vigil, cells.settings());
  first.conclude(first.next(), ClaimState::released);
  CellQueue second(claims, vigil, cells.settings());
  const auto turn = second.next();
  CHECK(turn.before == "a, process 7 stopped before its end");
  second.conclude(turn, ClaimState::failed);
  CHECK(second.next().kind == Turn::Kind::done);

  CellQueue third(claims, vigil, cells.settings());
  CHECK(third.next().kind == Turn::Kind::done);
  REQUIRE(third.news().size() == 1);
  CellQueue again(claims, vigil, cells.settings(/*retry_failed=*/true));
  const auto retried = again.next();
  CHECK(retried.before == "failed before");
  again.conclude(retried, ClaimState::failed);
  CHECK(again.next().kind == Turn::Kind::done);  // once
}

TEST_CASE("cells that were finished before are told once, and those whose runs are gone are run again") {
  const ScratchFolder scratch;
  const auto folder = scratch / "claims";
  const Cells cells(scratch.path(), 2);
  cells.finish(0);
  run_all(folder, foreign_worker("a"), cells);
  const ClaimFolder claims(folder, foreign_worker("b"));
  Vigil vigil(folder, 1h);
  CellQueue queue(claims, vigil, cells.settings());
  CHECK(queue.next().kind == Turn::Kind::done);
  const auto news = queue.news();
  REQUIRE(news.size() == 2);
  CHECK(news[0].before);
  CHECK(queue.news().empty());
  std::filesystem::remove(scratch / "1.finished");
  CellQueue after(claims, vigil, cells.settings());
  const auto turn = after.next();
  CHECK(turn.cell == 1);
  CHECK(turn.generation == 2);
}

TEST_CASE("a damaged claim is one of an unknown worker: it is taken over when nothing happens") {
  const ScratchFolder scratch;
  const Cells cells(scratch.path(), 1);
  scratch.write("claims/cell-c.0.3", "");
  HandClock time;
  const ClaimFolder claims(scratch / "claims", foreign_worker("b"));
  Vigil vigil(claims.path(), 8s, time.clock());
  CellQueue queue(claims, vigil, cells.settings());
  for (int second = 0; second < 9; ++second) {
    CHECK(queue.next().kind == Turn::Kind::wait);
    time.pass(1s);
  }
  CHECK(queue.next().generation == 4);
}

TEST_CASE("a worker whose plan was replaced stops with a sentence that names the other") {
  const ScratchFolder scratch;
  const Cells cells(scratch.path(), 1);
  const ClaimFolder claims(scratch / "claims", foreign_worker("a"));
  const ClaimFolder other(scratch / "claims", foreign_worker("b"));
  Vigil vigil(claims.path(), 1h);
  CellQueue queue(claims, vigil, cells.settings());
  REQUIRE(other.claim("plan", 2));
  CHECK_THROWS_WITH(queue.next(),
                    Catch::Matchers::ContainsSubstring("another comparison was begun in this folder by b, process 7"));
}
