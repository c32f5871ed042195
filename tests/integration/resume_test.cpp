#include <fstream>

#include "tests/catch.hpp"
#include "tests/integration/small_run.hpp"

using Catch::Matchers::ContainsSubstring;
using evograd::test::metrics_of;
using evograd::test::Outcome;
using evograd::test::ScratchFolder;
using evograd::test::shell;
using evograd::test::small_manifest;
using evograd::test::state_of;
using evograd::test::summary_of;

namespace {

const std::string kOften = " --set checkpoint.every=2 --set checkpoint.keep=9 --set run.steps=7 --set probe.every=3";

/// A manifest and runs of it.
class Runs {
 public:
  Runs() : manifest_(scratch_.write("small.toml", small_manifest).string()) {}

  Outcome run(const std::string& out, const std::string& more = {}) const {
    return evograd::test::evograd("run " + manifest_ + " --out " + path(out).string() + " " + more);
  }
  std::filesystem::path path(const std::string& name) const { return scratch_ / name; }
  std::filesystem::path checkpoint(const std::string& run, int step) const {
    return path(run) / "checkpoints" / ("step-00000000" + std::to_string(step) + ".safetensors");
  }
  const std::string& manifest() const { return manifest_; }

  /// What is left of the run `from` when it is killed between steps 4 and 6, after a line that the checkpoint lacks.
  void killed_after_step_4(const std::string& from, const std::string& to) const {
    std::filesystem::copy(path(from), path(to), std::filesystem::copy_options::recursive);
    for (const int step : {6, 7}) std::filesystem::remove(checkpoint(to, step));
    std::filesystem::remove(path(to) / "summary.json");
    std::ofstream(path(to) / "metrics.jsonl", std::ios::app) << "{\"step\":99,\"train";
  }

 private:
  ScratchFolder scratch_;
  std::string manifest_;
};

}  // namespace

TEST_CASE("under every estimator a resumed run ends with the bits and the metrics of one that was never stopped") {
  for (const auto* words :
       {"none", "evograd", "t1-t2", "central-difference", "neumann", "conjugate-gradient", "nystrom",
        "nystrom --set estimator.refresh=3", "unrolled", "evolution-strategies", "random-walk"}) {
    INFO(words);
    const Runs runs;
    const auto more = kOften + " --set optimizer.base.momentum=0.9 --estimator " + words;
    const auto straight = runs.run("straight", more);
    INFO(straight.err);
    REQUIRE(straight.exit_code == 0);
    runs.killed_after_step_4("straight", "killed");
    const auto resumed = runs.run("killed", "--resume" + more);
    INFO(resumed.err);
    REQUIRE(resumed.exit_code == 0);
    CHECK_THAT(resumed.err, ContainsSubstring("step-000000004.safetensors, after step 4"));
    CHECK(state_of(runs.path("killed")) == state_of(runs.path("straight")));
    CHECK(metrics_of(runs.path("killed")) == metrics_of(runs.path("straight")));
    const auto summary = summary_of(runs.path("killed"));
    CHECK(summary["resumed_at"] == nlohmann::json{4});
    for (const auto* key : {"metrics", "metrics_step", "lambda_distance", "probe", "steps_taken"}) {
      CHECK(summary[key] == summary_of(runs.path("straight"))[key]);
    }
  }
}

TEST_CASE("damaged checkpoints are named and skipped, and without an intact one the run starts from step 0") {
  const Runs runs;
  REQUIRE(runs.run("straight", kOften).exit_code == 0);
  runs.killed_after_step_4("straight", "killed");
  std::filesystem::resize_file(runs.checkpoint("killed", 4), 1000);
  const auto resumed = runs.run("killed", "--resume" + kOften);
  REQUIRE(resumed.exit_code == 0);
  CHECK_THAT(resumed.err, ContainsSubstring("skipped: ") && ContainsSubstring("step-000000004.safetensors ") &&
                              ContainsSubstring("resumed from ") && ContainsSubstring("after step 2"));
  CHECK(state_of(runs.path("killed")) == state_of(runs.path("straight")));

  for (const int step : {2, 4, 6, 7}) std::filesystem::resize_file(runs.checkpoint("killed", step), 3);
  std::filesystem::remove(runs.path("killed") / "summary.json");
  const auto anew = runs.run("killed", "--resume" + kOften);
  REQUIRE(anew.exit_code == 0);
  CHECK_THAT(anew.err, ContainsSubstring("no checkpoint to resume from"));
  CHECK(state_of(runs.path("killed")) == state_of(runs.path("straight")));
  CHECK(metrics_of(runs.path("killed")) == metrics_of(runs.path("straight")));
}

TEST_CASE("a finished run that is resumed stays as it is; one that is not there begins") {
  const Runs runs;
  REQUIRE(runs.run("run", "--resume").exit_code == 0);
  const auto before = summary_of(runs.path("run"));
  const auto again = runs.run("run", "--resume");
  CHECK(again.exit_code == 0);
  CHECK_THAT(again.err, ContainsSubstring("already finished: nothing left to do"));
  CHECK(summary_of(runs.path("run")) == before);
  std::filesystem::remove(runs.path("run") / "summary.json");  // killed between the last checkpoint and the summary
  REQUIRE(runs.run("run", "--resume").exit_code == 0);
  CHECK(summary_of(runs.path("run"))["metrics"] == before["metrics"]);

  std::filesystem::create_directories(runs.path("other"));
  std::ofstream(runs.path("other") / "notes.txt") << "mine";
  const auto foreign = runs.run("other", "--resume");
  CHECK(foreign.exit_code == 1);
  CHECK_THAT(foreign.err, ContainsSubstring("contains other files but no checkpoint"));
}

TEST_CASE("a manifest that differs from the checkpoint's is refused by name unless that is allowed") {
  const Runs runs;
  REQUIRE(runs.run("run").exit_code == 0);
  const auto more = std::string("--resume --set run.steps=8 --set estimator.sigma=0.5");
  const auto refused = runs.run("run", more);
  CHECK(refused.exit_code == 1);
  CHECK_THAT(refused.err, ContainsSubstring("run.steps: 4 in the checkpoint, 8 now (--set)") &&
                              ContainsSubstring("--allow-change estimator.sigma --allow-change run.steps"));
  CHECK(summary_of(runs.path("run"))["status"] == "finished");  // nothing was touched

  const auto allowed = runs.run("run", more + " --allow-change run.steps --allow-change estimator");
  INFO(allowed.err);
  CHECK(allowed.exit_code == 0);
  CHECK(summary_of(runs.path("run"))["steps_taken"] == 8);
  const auto record = nlohmann::json::parse(evograd::test::content_of(runs.path("run") / "run.json"));
  REQUIRE(record["resumed"].size() == 1);
  CHECK(record["resumed"][0]["allowed_changes"].size() == 2);

  CHECK_THAT(runs.run("run", "--resume --set run.steps=6 --allow-change run --allow-change estimator").err,
             ContainsSubstring("increase steps"));
  CHECK(runs.run("new", "--allow-change run").exit_code == 2);
  const auto network = runs.run("run",
                                "--resume --set task.hidden=7 --allow-change task --allow-change run "
                                "--allow-change estimator --set run.steps=9");
  CHECK(network.exit_code == 1);
  CHECK_THAT(network.err,
             ContainsSubstring("contains a different network") && ContainsSubstring("lambda.hidden.weight"));
}

TEST_CASE("a signal ends a run after its step with a checkpoint and an exit code of its own") {
  const Runs runs;
  for (const std::string signal : {"INT", "TERM"}) {
    const auto out = runs.path(signal).string();
    const auto more = " --set run.steps=100000 --set run.evaluate_every=100000 ";
    const auto stopped = shell("set -m; \"$EVOGRAD\" run " + runs.manifest() + " --out " + out + more +
                               "& run=$!; until grep -q '\"step\":20' " + out +
                               "/metrics.jsonl 2>/dev/null; do sleep 0.05; done; kill -" + signal + " $run; wait $run");
    INFO(stopped.err);
    CHECK(stopped.exit_code == 3);
    CHECK_THAT(stopped.err, ContainsSubstring("stopping after this step"));
    CHECK_THAT(stopped.err, ContainsSubstring("--resume"));
    const auto summary = summary_of(out);
    CHECK(summary["status"] == "interrupted");
    const int steps = summary["steps_taken"];
    CHECK(steps >= 20);

    // To where the run stops by itself, twenty steps on, and to the same place without a stop.
    const auto end = " --set run.steps=" + std::to_string(steps + 20) + " --set run.evaluate_every=100000 ";
    REQUIRE(runs.run(signal, "--resume --allow-change run.steps" + end).exit_code == 0);
    REQUIRE(runs.run("straight" + signal, end).exit_code == 0);
    CHECK(state_of(out) == state_of(runs.path("straight" + signal)));
  }
}

TEST_CASE("a second signal ends a run at once") {
  const Runs runs;
  const auto out = runs.path("run").string();
  // A step of this run takes minutes: an evolution strategy with far too many pairs.
  const auto stopped =
      shell("set -m; \"$EVOGRAD\" run " + runs.manifest() + " --out " + out +
            " --estimator evolution-strategies --set estimator.pairs=1000000 --set run.log_every=1 & run=$!; "
            "until [ -f " +
            out +
            "/metrics.csv ]; do sleep 0.05; done; sleep 1; kill -TERM $run; sleep 0.5; kill -TERM $run; "
            "wait $run");
  CHECK(stopped.exit_code == 128 + 15);
  CHECK_FALSE(std::filesystem::exists(runs.path("run") / "summary.json"));
  CHECK(runs.run("run", "--resume --estimator none").exit_code == 0);  // what is left is in nobody's way
}

TEST_CASE("of two runs in one folder the second is refused") {
  const Runs runs;
  const auto out = runs.path("run").string();
  const auto both =
      shell("\"$EVOGRAD\" run " + runs.manifest() + " --out " + out + " --set run.steps=100000 & run=$!; until [ -f " +
            out + "/metrics.csv ]; do sleep 0.05; done; \"$EVOGRAD\" run " + runs.manifest() + " --out " + out +
            " --resume; second=$?; kill -KILL $run; exit $second");
  CHECK(both.exit_code == 1);
  CHECK_THAT(both.err, ContainsSubstring(out + ": another run is writing to it"));
}
