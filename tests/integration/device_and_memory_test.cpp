// The keys of [run] and [optimizer.base] that decide where and in which memory a run trains.

#include "tests/catch.hpp"
#include "tests/integration/small_run.hpp"

using Catch::Matchers::ContainsSubstring;
using evograd::test::Outcome;
using evograd::test::ScratchFolder;
using evograd::test::small_manifest;
using evograd::test::state_of;

namespace {

class VariedRuns {
 public:
  Outcome run(const std::string& out, const std::string& more = {}, const std::string& tables = {}) const {
    scratch_.write("small.toml", small_manifest);
    const auto file = scratch_.write(out + ".toml", "extends = \"small.toml\"\n" + tables);
    return evograd::test::evograd("run " + file.string() + " --out " + path(out).string() + " " + more);
  }
  std::filesystem::path path(const std::string& name) const { return scratch_ / name; }

 private:
  ScratchFolder scratch_;
};

const std::string kGroups = R"(
[[optimizer.base.group]]
parameters = ["*.bias"]
weight_decay = 0
[[optimizer.base.group]]
parameters = ["head.*"]
lr = 0.3
)";

}  // namespace

TEST_CASE("a GPU that does not exist is refused with those that do") {
  const VariedRuns runs;
  const auto outcome = runs.run("gpu", "--set run.device=cuda:73");
  CHECK(outcome.exit_code == 1);
  CHECK_THAT(outcome.err, ContainsSubstring("is \"cuda:73\", but LibTorch finds"));
  const auto word = runs.run("word", "--set run.device=gpu");
  CHECK(word.exit_code == 2);
  CHECK_THAT(word.err, ContainsSubstring("a numbered GPU such as \"cuda:1\""));
}

TEST_CASE("every estimator trains in half precision and in parts of batches") {
  const VariedRuns runs;
  int number = 0;
  for (const auto* words : {"none", "evograd", "evograd --set estimator.validation=difference", "t1-t2",
                            "t1-t2 --set estimator.product=double-backward", "central-difference", "neumann",
                            "conjugate-gradient", "nystrom", "unrolled", "evolution-strategies", "random-walk"}) {
    INFO(words);
    const auto name = std::to_string(++number);
    const auto more = std::string("--set run.autocast=bfloat16 --set run.accumulate=3 --estimator ") + words;
    const auto outcome = runs.run(name, more);
    INFO(outcome.err);
    CHECK(outcome.exit_code == 0);
  }
}

TEST_CASE("half precision needs parameters in float32") {
  const VariedRuns runs;
  const auto outcome = runs.run("double", "--set run.autocast=bfloat16 --set run.dtype=float64");
  CHECK(outcome.exit_code == 1);
  CHECK_THAT(outcome.err, ContainsSubstring("is \"bfloat16\", but dtype is \"float64\""));
}

TEST_CASE("a task whose batches cannot be divided is refused before training") {
  const ScratchFolder scratch;
  const auto outcome = evograd::test::evograd("run " EVOGRAD_SOURCE_FOLDER
                                              "/configs/illustration_trajectory.toml --set run.accumulate=2 --out " +
                                              (scratch / "out").string());
  CHECK(outcome.exit_code == 1);
  CHECK_THAT(outcome.err, ContainsSubstring("does not derive from DivisibleLosses"));
}

TEST_CASE("a run with parameter groups is resumed bit for bit, and its resolved manifest runs again") {
  for (const auto* optimizer : {"sgd", "adamw"}) {
    const VariedRuns runs;
    const std::string more = "--set checkpoint.every=2 --set checkpoint.keep=9 --set run.steps=5";
    const std::string tables = std::string("[optimizer.base]\nuse = \"") + optimizer + "\"\nlr = 0.01\n" + kGroups;
    const auto straight = runs.run("straight", more, tables);
    INFO(straight.err);
    REQUIRE(straight.exit_code == 0);

    std::filesystem::copy(runs.path("straight"), runs.path("resumed"), std::filesystem::copy_options::recursive);
    std::filesystem::remove(runs.path("resumed") / "checkpoints" / "step-000000005.safetensors");
    std::filesystem::remove(runs.path("resumed") / "checkpoints" / "step-000000004.safetensors");
    std::filesystem::remove(runs.path("resumed") / "summary.json");
    const auto resumed = runs.run("resumed", "--resume " + more, tables);
    INFO(resumed.err);
    REQUIRE(resumed.exit_code == 0);
    CHECK(state_of(runs.path("resumed")) == state_of(runs.path("straight")));

    const auto again = evograd::test::evograd("run " + (runs.path("straight") / "manifest.toml").string() + " --out " +
                                              runs.path("again").string());
    INFO(again.err);
    REQUIRE(again.exit_code == 0);
    CHECK(state_of(runs.path("again")) == state_of(runs.path("straight")));
  }
}
