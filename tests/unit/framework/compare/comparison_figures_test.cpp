#include "framework/compare/comparison_figures.hpp"

#include "tests/catch.hpp"

using namespace evograd::host;

namespace {

Cell cell(const std::string& estimator, std::uint64_t seed, double score, const Json& probe, double ratio) {
  return {
      .estimator = estimator,
      .seed = seed,
      .folder = estimator,
      .run = {{"status", "finished"}, {"score_name", "accuracy"}, {"metrics", {{"accuracy", score}}}, {"probe", probe}},
      .cost = {.name = ratio > 0 ? estimator : "", .ratio_ordinary = ratio, .passes = 3 * ratio}};
}

Json figure(const Plots& plots, const std::string& title) {
  for (const auto& plot : plots.data()) {
    if (plot["title"] == title) return plot;
  }
  return {};
}

}  // namespace

TEST_CASE("the figures show seeds, means with intervals, costs and predictions; what has no numbers is left out") {
  Comparison comparison{
      .name = "example", .control = "none", .score_name = "accuracy", .steps = 4, .cells = {}, .refused = {}};
  const Json predicted = {{"predicted_cosine", 0.5}, {"same_point_cosine", 0.4}};
  comparison.cells = {cell("failing", 1, 0, {}, 1), cell("none", 1, 60, {}, 1), cell("none", 2, 62, {}, 1),
                      cell("evograd", 1, 80, predicted, 2), cell("untimed", 1, 70, {}, 0)};
  comparison.cells.front().run = {{"status", "failed"}};
  Plots plots;
  comparison_figures(comparison, comparison.summaries(), plots);
  REQUIRE(plots.data().size() == 4);

  const auto score = figure(plots, "Score by estimator");
  CHECK(score["y"]["names"] == Json({"none", "evograd", "untimed"}));
  CHECK(score["x"]["title"] == "accuracy");
  REQUIRE(score["series"].size() == 9);
  CHECK(score["series"][0]["run"] == 1);  // the failing one is run 0
  CHECK(score["series"][0]["x"][0].get<double>() ==
        Approx(61 - 12.706).margin(1e-3));  // t · √2/√2, one degree of freedom
  CHECK(score["series"][1]["x"] == Json::array({61.0}));
  CHECK(score["series"][2]["x"] == Json({60.0, 62.0}));

  const auto time = figure(plots, "Score against time");
  REQUIRE(time["series"].size() == 4);  // an interval and a mean each
  CHECK((time["series"][3]["x"] == Json::array({2.0}) && time["series"][3]["y"] == Json::array({80.0})));
  CHECK(figure(plots, "Score against passes")["series"][3]["x"] == Json::array({6.0}));

  const auto cosine = figure(plots, "Measured against predicted cosine");
  REQUIRE(cosine["series"].size() == 2);
  CHECK((cosine["series"][0]["x"] == Json::array({0.5}) && cosine["series"][0]["y"] == Json::array({0.4})));
  CHECK(cosine["series"][1]["run"].is_null());
}
