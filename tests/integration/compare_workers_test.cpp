// Several processes that work on one comparison.

#include <algorithm>

#include "tests/catch.hpp"
#include "tests/integration/small_run.hpp"
#include "tests/integration/small_selection.hpp"
#include "tests/integration/workers.hpp"

using Catch::Matchers::ContainsSubstring;
using namespace evograd::test;
using Json = nlohmann::json;

namespace {

/// Shell functions: `worker NAME ARGUMENT…` starts a worker on "$out" whose output goes to NAME.log and whose number to
/// $worker; `its_cell NUMBER` waits until that worker has a cell with a checkpoint and no result, and prints its name.
std::string script(const ScratchFolder& scratch, const std::string& lines, const std::string& more = "") {
  const auto manifest = scratch.write("small.toml", std::string(small_manifest) + more);
  return "out=" + (scratch / "out").string() + "; cd " + scratch.path().string() + "; manifest=" + manifest.string() +
         R"(
worker() { local name=$1; shift; $EVOGRAD compare $manifest --rounds 1 --out $out "$@" >$name.log 2>&1 & worker=$!; }
its_cell() {
  for attempt in $(seq 600); do
    for claim in $(grep -l "\"state\":\"held\".*\"process\":$1," $out/claims/cell-* 2>/dev/null); do
      cell=$(basename $claim); cell=${cell#cell-}; cell=${cell%.*}
      if ls $out/cells/$cell/checkpoints/step-* >/dev/null 2>&1 && [ ! -e $out/cells/$cell/summary.json ]; then
        echo $cell; return
      fi
    done
    sleep 0.02
  done
  return 1
}
)" + lines;
}

/// Runs that take a second or two and leave a checkpoint every few steps.
const std::string kLong = " --set run.steps=200 --set run.evaluate_every=100 --set checkpoint.every=10 ";

}  // namespace

TEST_CASE("three workers on one folder, one of them killed, make the tables that one makes") {
  const ScratchFolder scratch;
  const std::string arguments = "--estimators none,evograd,t1-t2 --seeds 3" + kLong;
  const auto outcome = shell(script(scratch, R"(
worker a )" + arguments + R"(; a=$worker
worker b )" + arguments + R"(; b=$worker
worker c )" + arguments + R"(; c=$worker
its_cell $b >killed || exit 9
kill -KILL $b
wait $a && wait $c || exit 8
$EVOGRAD compare $manifest --rounds 1 --out serial )" +
                                                 arguments + " >serial.log 2>&1"));
  INFO(outcome.out << outcome.err << content_of(scratch / "a.log") << content_of(scratch / "c.log"));
  REQUIRE(outcome.exit_code == 0);

  auto killed = content_of(scratch / "killed");
  killed.pop_back();
  const auto claims = claims_of(scratch / "out");
  CHECK(claims.size() == 9);
  CHECK(taken_over_of_finished(claims) == 1);
  CHECK(claims.at("cell-" + killed) == std::vector<std::string>{"held", "finished"});
  CHECK_FALSE(summary_of(scratch / ("out/cells/" + killed))["resumed_at"].empty());  // not from the beginning
  const auto log = content_of(scratch / "a.log") + content_of(scratch / "c.log");
  CHECK_THAT(log, ContainsSubstring(killed + ": "));
  CHECK_THAT(log, ContainsSubstring("has died; taken over, from its newest checkpoint on"));
  CHECK(timeless(scratch / "out") == timeless(scratch / "serial"));

  int writers = 0;
  for (const char* name : {"a.log", "c.log"}) {
    writers += content_of(scratch / name).find("timing, seed 3") != std::string::npos ? 1 : 0;
    CHECK_THAT(content_of(scratch / name), ContainsSubstring("page in "));
  }
  CHECK(writers == 1);
  for (const auto& entry : std::filesystem::directory_iterator(scratch / "out/claims")) {
    CHECK(entry.path().extension() != ".tmp");
  }
  const auto again = shell(script(scratch, "worker again " + arguments + "; wait $worker"));
  CHECK(again.exit_code == 0);
  CHECK_THAT(content_of(scratch / "again.log"), ContainsSubstring("already finished: nothing left to do in "));
  CHECK(content_of(scratch / "again.log").find("checking") == std::string::npos);
}

TEST_CASE("a worker with other arguments is refused with what differs while one is at work") {
  const ScratchFolder scratch;
  const auto outcome = shell(script(scratch, R"(
worker a --estimators none,evograd --seeds 1)" + kLong +
                                                 R"(; a=$worker
its_cell $a >/dev/null || exit 9
worker seeds --estimators none,evograd --seeds 2)" +
                                                 kLong + R"(; wait $worker; echo $?
worker estimators --estimators none,t1-t2 --seeds 1)" +
                                                 kLong + R"(; wait $worker; echo $?
worker key --estimators none,evograd --seeds 1 --set optimizer.base.lr=0.02)" +
                                                 kLong + R"(; wait $worker; echo $?
worker same --estimators none,evograd --seeds 1 --no-wait)" +
                                                 kLong + R"(; wait $worker; echo $?
wait $a; echo $?
worker more --estimators none,evograd --seeds 2)" +
                                                 kLong + "; wait $worker; echo $?"));
  INFO(outcome.err << content_of(scratch / "a.log"));
  CHECK(outcome.out == "1\n1\n1\n0\n0\n0\n");
  CHECK_THAT(content_of(scratch / "seeds.log"), ContainsSubstring("is in use for another comparison, by "));
  CHECK_THAT(content_of(scratch / "seeds.log"), ContainsSubstring(": --seeds: 1 there, 2 here"));
  CHECK_THAT(content_of(scratch / "estimators.log"),
             ContainsSubstring("--estimators: none, evograd there, none, t1-t2 here"));
  CHECK_THAT(content_of(scratch / "key.log"), ContainsSubstring("optimizer.base.lr: 0.03 there, 0.02 here"));
  CHECK_THAT(content_of(scratch / "more.log"), ContainsSubstring("none-3, finished before"));
}

TEST_CASE("a worker that is told to stop releases its cell with a checkpoint") {
  const ScratchFolder scratch;
  // It must still be at work when another worker has come and gone.
  const std::string arguments =
      "--estimators evograd --seeds 1 --set run.steps=4000 --set run.evaluate_every=4000 --set checkpoint.every=200 ";
  const auto outcome = shell(script(scratch, R"(
worker a )" + arguments + R"(; a=$worker
its_cell $a >/dev/null || exit 9
worker left --no-wait )" + arguments + R"(; wait $worker; echo $?
kill -TERM $a; wait $a; echo $?
worker b )" + arguments + "; wait $worker; echo $?"));
  INFO(outcome.err << content_of(scratch / "a.log") << content_of(scratch / "b.log"));
  CHECK(outcome.out == "0\n143\n0\n");
  CHECK_THAT(content_of(scratch / "left.log"), ContainsSubstring("all runs that are left are other workers'"));
  CHECK_THAT(content_of(scratch / "a.log"), ContainsSubstring("evograd-3: stopped; the next worker resumes it"));
  CHECK_THAT(content_of(scratch / "b.log"), ContainsSubstring("stopped before its end; taken over"));
  CHECK(claims_of(scratch / "out").at("cell-evograd-3") == std::vector<std::string>{"released", "finished"});
  CHECK(summary_of(scratch / "out/cells/evograd-3")["resumed_at"].size() == 1);
}

TEST_CASE("a worker of another system is taken for dead when its heart stops, and one that wakes later gives way") {
  const ScratchFolder scratch;
  if (shell("unshare --pid --fork --mount-proc true").exit_code != 0) {
    WARN("skipped: another namespace of processes needs root");
    return;
  }
  // In a namespace of its own a worker is, for the others, on another machine. The lock of the run's folder still
  // holds.
  const std::string arguments = "--estimators evograd --seeds 1 --claim-timeout 10" + kLong;
  const auto outcome = shell(script(scratch, R"(
setsid unshare --pid --fork --mount-proc --kill-child $EVOGRAD compare $manifest --rounds 1 --out $out )" +
                                                 arguments +
                                                 R"( --set run.steps=3000 >there.log 2>&1 & there=$!
for attempt in $(seq 600); do ls $out/cells/evograd-3/checkpoints/step-* >/dev/null 2>&1 && break; sleep 0.02; done
kill -STOP -$there
worker here )" + arguments + R"( --set run.steps=3000; here=$worker
for attempt in $(seq 600); do grep -q "taken over" here.log && break; sleep 0.05; done
kill -CONT -$there
for attempt in $(seq 600); do grep -q "has taken it over" there.log && break; sleep 0.05; done
grep -q "has taken it over" there.log; echo $?
for attempt in $(seq 600); do [ -e $out/cells/evograd-3/run.json ] && grep -q resumed $out/cells/evograd-3.log && break; sleep 0.05; done
kill -TERM $here; wait $here; echo $?
kill -TERM -$there; wait $there
true)"));
  INFO(outcome.err << content_of(scratch / "there.log") << content_of(scratch / "here.log"));
  CHECK(outcome.out == "0\n143\n");
  CHECK_THAT(content_of(scratch / "here.log"), ContainsSubstring("has given no sign of life for 1"));
  // When the other is stopped, the one that was robbed may take its cell back.
  const auto states = claims_of(scratch / "out").at("cell-evograd-3");
  REQUIRE(states.size() >= 2);
  CHECK(states[0] == "held");
  CHECK(states[1] == "released");
}

TEST_CASE("a grid is chosen from by the selection metric, and the tables say so") {
  const ScratchFolder scratch;
  const auto manifest = scratch.write(
      "manifest.toml", std::string("name = \"grid\"\nseed = 1\n") + evograd::test::small_selection + R"([run]
steps = 6
evaluate_every = 2
threads = 1
)");
  const auto compare = [&](const std::string& more) {
    return evograd::test::evograd("compare " + manifest.string() +
                                  " --estimators none,evograd --seeds 2 --rounds 1 --out " +
                                  (scratch / "out").string() + " " + more);
  };
  const auto dry = compare("--vary estimator.sigma=0.01,0.1 --vary optimizer.base.lr=0.05,0.001 --dry-run");
  INFO(dry.err);
  CHECK(dry.out == "6 settings can run, with 2 seeds each\n");
  CHECK_FALSE(std::filesystem::exists(scratch / "out"));
  const auto outcome = compare("--vary estimator.sigma=0.01,0.1 --vary optimizer.base.lr=0.05,0.001 --jobs auto");
  INFO(outcome.out << outcome.err);
  REQUIRE(outcome.exit_code == 0);
  CHECK_THAT(outcome.err, ContainsSubstring("a grid of 6 settings: 12 runs"));
  CHECK_THAT(outcome.err, ContainsSubstring("--jobs auto: "));
  CHECK_THAT(outcome.err, ContainsSubstring(" free ("));
  CHECK_THAT(outcome.out, ContainsSubstring("chosen by the highest mean of 'development_accuracy' over the seeds"));
  const auto json = Json::parse(content_of(scratch / "out/compare.json"));
  CHECK(json["cells"].size() == 12);
  REQUIRE(json["grid"]["settings"].size() == 6);
  std::map<std::string, std::pair<double, std::string>> best;
  for (const auto& summary : json["grid"]["settings"]) {
    double mean = 0;
    for (const auto& cell : json["cells"]) {
      if (cell["estimator"] == summary["label"]) mean += cell["metrics"]["development_accuracy"].get<double>() / 2;
    }
    CHECK(summary["selection"]["mean"].get<double>() == Approx(mean));
    auto& known = best.emplace(summary["estimator"], std::pair(-1.0, "")).first->second;
    if (mean > known.first) known = {mean, summary["label"]};
  }
  for (const auto& summary : json["grid"]["settings"]) {
    CHECK(summary["chosen"] == (best.at(summary["estimator"]).second == summary["label"].get<std::string>()));
  }
  const auto page = content_of(scratch / "out/compare.html");
  CHECK_THAT(page, ContainsSubstring("All settings"));
  CHECK_THAT(page, ContainsSubstring("never by the score"));

  const auto unknown = compare("--vary estimator.sigm=1");
  CHECK(unknown.exit_code == 1);
  CHECK_THAT(unknown.err, ContainsSubstring("no estimator of the comparison has the key 'estimator.sigm'"));
  CHECK_THAT(unknown.err, ContainsSubstring("did you mean 'estimator.sigma'?"));
  CHECK(compare("--vary estimator.sigma=much").exit_code == 2);
  CHECK(compare("--jobs many").exit_code == 2);
  CHECK(compare("--claim-timeout 1").exit_code == 2);
}
