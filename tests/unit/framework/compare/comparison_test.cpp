#include "framework/compare/comparison.hpp"

#include "framework/compare/comparison_table.hpp"
#include "framework/compare/write_comparison.hpp"
#include "tests/catch.hpp"

using namespace evograd::host;

namespace {

Cell cell(const std::string& estimator, std::uint64_t seed, double score, Json cosine = nullptr) {
  Json probe;
  if (!cosine.is_null())
    probe = {{"cosine", cosine}, {"cosine_deviation", 0.1}, {"cosine_positive", 1}, {"scale_error", 0.2}};
  return {.estimator = estimator,
          .seed = seed,
          .folder = "cells/" + estimator,
          .run = {{"status", "finished"},
                  {"score_name", "accuracy"},
                  {"metrics", {{"accuracy", score}}},
                  {"probe", probe},
                  {"lambda_distance", 1.5}},
          .cost = {.name = estimator,
                   .ms = 10,
                   .ratio_ordinary = 2,
                   .peak_bytes = 1 << 20,
                   .peak_ratio_ordinary = 1.25,
                   .passes = 8}};
}

Comparison example() {
  Comparison comparison{
      .name = "example", .control = "none", .score_name = "accuracy", .steps = 4, .cells = {}, .refused = {}};
  comparison.cells = {cell("none", 1, 60), cell("evograd", 1, 80, 0.5), cell("none", 2, 62),
                      cell("evograd", 2, 81, 0.7), cell("broken", 1, 0)};
  comparison.cells.back().run = {{"status", "failed"}, {"error", "step 3: the training loss is inf\n  help: less"}};
  comparison.refused = {{"exact", "cannot be differentiated twice"}};
  return comparison;
}

}  // namespace

TEST_CASE("a summary is over the finished cells, its gain over the first estimator seed by seed") {
  const auto summaries = example().summaries();
  REQUIRE(summaries.size() == 3);
  CHECK(summaries[0].estimator == "none");
  CHECK(summaries[0].gains.empty());
  CHECK(summaries[1].finished == 2);
  CHECK(summaries[1].gains == std::vector<double>{20, 19});
  CHECK(summaries[1].numbers.at("score").mean == 80.5);
  CHECK(summaries[1].numbers.at("cosine").mean == Approx(0.6));
  CHECK(summaries[0].numbers.count("cosine") == 0);
  CHECK(summaries[2].failed == 1);
  CHECK(summaries[2].failure.find("step 3") == 0);
}

TEST_CASE("the tables show means with their spread, failures and refusals") {
  const auto text = to_text(example());
  CHECK(text.find("80.50 ± 0.71") != std::string::npos);
  CHECK(text.find("+19.50 [13.15, 25.85]") != std::string::npos);  // 12.706 · 0.7071/√2 either side
  CHECK(text.find("broken (1 failed)") != std::string::npos);
  CHECK(text.find("exact cannot run here: cannot be differentiated twice") != std::string::npos);
  const auto markdown = to_markdown(example());
  CHECK(markdown.find("| `evograd` | 80.50 ± 0.71 | ± 6.35 |") != std::string::npos);
  std::size_t columns = 0;
  for (const char c : markdown.substr(0, markdown.find('\n'))) columns += c == '|';
  CHECK(columns == 15);
}

TEST_CASE("the JSON has a list of cells, a summary an estimator and the refusals") {
  const auto json = to_json(example());
  REQUIRE(json["cells"].size() == 5);
  CHECK(json["cells"][1]["score"] == 80);
  CHECK(json["cells"][0]["cosine"].is_null());
  CHECK(json["cells"][4]["status"] == "failed");
  CHECK(json["summary"][1]["score"]["mean"] == 80.5);
  CHECK(json["summary"][1]["gain"]["mean"] == 19.5);
  CHECK(json["refused"][0]["estimator"] == "exact");
}

TEST_CASE("the CSV has a line a finished cell, with nothing where there is no number") {
  const auto csv = to_csv(example());
  CHECK(csv.find("estimator,seed,score,ms,ratio,peak_bytes,peak_ratio,passes,cosine,") == 0);
  CHECK(csv.find("\n\"none\",1,60,10,2,1048576,1.25,8,,") != std::string::npos);
  CHECK(csv.find("broken") == std::string::npos);
}

TEST_CASE("a cell whose estimator failed while it was timed has no cost") {
  auto one = cell("evograd", 1, 80);
  one.cost = {};
  CHECK(cell_numbers(one)["ms"].is_null());
  CHECK(cell_numbers(one)["score"] == 80);
}

TEST_CASE("a finished run without a score that is a number is a failed cell") {
  auto one = cell("evograd", 1, 80);
  one.run["metrics"]["accuracy"] = nullptr;  // how JSON writes what is not finite
  CHECK_FALSE(one.finished());
  CHECK(one.failure() == "its score is not a finite number");
  one.run["metrics"] = nullptr;
  CHECK_FALSE(one.finished());
  Comparison comparison{
      .name = "example", .control = "evograd", .score_name = "accuracy", .cells = {one}, .refused = {}};
  CHECK(to_json(comparison)["cells"][0]["status"] == "failed");
  CHECK(to_text(comparison).find("evograd (1 failed)") != std::string::npos);
}

TEST_CASE("without the control there are no gains, and one seed has no spread") {
  auto comparison = example();
  comparison.control = "exact";
  CHECK(comparison.summaries()[1].gains.empty());
  comparison.cells = {cell("none", 1, 60)};
  CHECK(to_text(comparison).find("60.00 ±") == std::string::npos);
}
