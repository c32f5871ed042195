// A task with a development part: the run's result is its best evaluation.

#include <nlohmann/json.hpp>
#include <sstream>

#include "tests/catch.hpp"
#include "tests/integration/program.hpp"
#include "tests/integration/small_selection.hpp"

using evograd::test::content_of;
using evograd::test::ScratchFolder;
using Json = nlohmann::json;

TEST_CASE("a run reports the evaluation with the best development score") {
  const ScratchFolder scratch;
  const auto file = scratch.write("manifest.toml", std::string("seed = 1\n") + evograd::test::small_selection + R"([run]
steps = 12
evaluate_every = 2
threads = 1
)");
  const auto folder = scratch / "run";
  const auto outcome = evograd::test::evograd("run " + file.string() + " --out " + folder.string());
  INFO(outcome.err);
  REQUIRE(outcome.exit_code == 0);
  const auto summary = Json::parse(content_of(folder / "summary.json"));
  CHECK(summary["selected_by"] == "development_accuracy");

  double best = -1;
  std::int64_t best_step = -1;
  double test_score = -1;
  int evaluations = 0;
  std::istringstream lines(content_of(folder / "metrics.jsonl"));
  for (std::string line; std::getline(lines, line);) {
    const auto json = Json::parse(line);
    if (!json.contains("evaluation")) continue;
    ++evaluations;
    const double development = json["evaluation"]["development_accuracy"];
    if (development <= best) continue;
    best = development;
    best_step = json["step"];
    test_score = json["evaluation"]["test_accuracy"];
  }
  REQUIRE(evaluations == 6);
  CHECK(summary["metrics_step"] == best_step);
  CHECK(summary["metrics"]["development_accuracy"] == best);
  CHECK(summary["metrics"]["test_accuracy"] == test_score);
  CHECK(outcome.out.starts_with("step " + std::to_string(best_step) + "  "));
}
