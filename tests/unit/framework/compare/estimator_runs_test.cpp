#include "framework/compare/estimator_runs.hpp"

#include <cmath>
#include <limits>

#include "tests/catch.hpp"
#include "tests/support/scratch_folder.hpp"

using namespace evograd::host;

namespace {

Cell cell(const std::string& estimator, std::uint64_t seed) {
  return {.estimator = estimator,
          .seed = seed,
          .folder = estimator + "-" + std::to_string(seed),
          .run = {{"status", "finished"}, {"score_name", "accuracy"}, {"metrics", {{"accuracy", 1}}}},
          .cost = {}};
}

}  // namespace

TEST_CASE("the mean of curves is at the steps that all have, and not finite where one is not") {
  const auto none = std::numeric_limits<double>::quiet_NaN();
  const Curve first{.steps = {1, 2, 3, 5}, .values = {1, 2, none, 7}};
  const Curve second{.steps = {1, 3, 4, 5}, .values = {3, 1, 9, 8}};
  const auto mean = mean_curve({&first, &second});
  CHECK(mean.steps == std::vector<double>{1, 3, 5});
  CHECK(mean.values[0] == 2);
  CHECK(std::isnan(mean.values[1]));
  CHECK(mean.values[2] == 7.5);
}

TEST_CASE("an estimator's curves are means over its finished runs whose metrics are intact") {
  const evograd::test::ScratchFolder folder;
  folder.write("a-1/metrics.jsonl", "{\"step\":1,\"training_loss\":2}\n{\"step\":2,\"training_loss\":4}\n");
  folder.write("a-2/metrics.jsonl", "{\"step\":1,\"training_loss\":4}\n{\"step\":2,\"training_loss\":8}\n");
  folder.write("a-3/metrics.jsonl", "{\"step\":1,\"training_loss\":100}\n");
  folder.write("b-1/metrics.jsonl", "nonsense\n{\"step\":2}\n");
  Comparison comparison{
      .name = "example", .control = "a", .score_name = "accuracy", .steps = 2, .cells = {}, .refused = {}};
  comparison.cells = {cell("a", 1), cell("b", 1), cell("a", 2), cell("a", 3)};
  comparison.cells.back().run = {{"status", "failed"}};
  std::vector<std::string> complaints;
  const auto runs = estimator_runs(comparison, comparison.summaries(), folder.path(),
                                   [&](const std::string& text) { complaints.push_back(text); });
  REQUIRE(runs.size() == 2);
  CHECK(runs[0].label == "a");
  CHECK(runs[0].metrics.curves.at("training_loss").values == std::vector<double>{3, 6});
  CHECK(runs[1].label == "b");
  CHECK(runs[1].metrics.curves.empty());
  REQUIRE(complaints.size() == 1);
  CHECK(complaints[0].find("b-1/metrics.jsonl:1") != std::string::npos);
}
