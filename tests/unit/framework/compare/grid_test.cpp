#include "framework/compare/grid.hpp"

#include "framework/compare/comparison_table.hpp"
#include "framework/compare/write_comparison.hpp"
#include "tests/catch.hpp"

using namespace evograd::host;

namespace {

Cell grid_cell(const std::string& label, std::uint64_t seed, double development, double score) {
  return {.estimator = label,
          .seed = seed,
          .folder = "cells/" + label,
          .run = {{"status", "finished"},
                  {"score_name", "test"},
                  {"selected_by", "development"},
                  {"metrics", {{"test", score}, {"development", development}}}},
          .cost = {}};
}

/// Two settings of evograd, of which the second is better on the test and the first on the development set.
Comparison grid_example() {
  Comparison comparison{
      .name = "example", .control = "none", .score_name = "test", .steps = 4, .cells = {}, .refused = {}};
  comparison.points = {{"none", "none", ""}, {"e1", "evograd", "sigma=1"}, {"e2", "evograd", "sigma=2"}};
  for (const std::uint64_t seed : {1, 2}) {
    comparison.cells.push_back(grid_cell("none", seed, 50, 50));
    comparison.cells.push_back(grid_cell("e1", seed, 70, 60 + static_cast<double>(seed)));
    comparison.cells.push_back(grid_cell("e2", seed, 69, 90));
  }
  return comparison;
}

std::vector<bool> chosen_rows(const Grid& grid) {
  std::vector<bool> all;
  for (const auto& row : grid.rows) all.push_back(row.chosen);
  return all;
}

}  // namespace

TEST_CASE("a setting is chosen by the selection metric, even if another has the better score") {
  const auto comparison = grid_example();
  const auto grid = grid_of(comparison);
  CHECK(grid.selection == "development");
  CHECK(grid.no_choice.empty());
  CHECK(chosen_rows(grid) == std::vector<bool>{true, true, false});
  CHECK(grid.rows[1].score->mean == 61.5);
  const auto chosen = chosen_of(comparison);
  CHECK(chosen.summaries().size() == 2);
  CHECK(chosen.summaries()[1].estimator == "e1");
  CHECK(chosen.summaries()[1].gains == std::vector<double>{11, 12});

  const auto text = to_text(comparison);
  CHECK(text.find("chosen by the highest mean of 'development' over the seeds, never by the score") !=
        std::string::npos);
  CHECK(text.find("sigma=2") != std::string::npos);  // all settings are shown
  CHECK(to_markdown(comparison).find("| `evograd` | sigma=1 | 70.00 ± 0.00 | 61.50 ± 0.71 | 2 | chosen |") !=
        std::string::npos);
  const auto json = to_json(comparison);
  CHECK(json["cells"].size() == 6);
  CHECK(json["grid"]["selected_by"] == "development");
  CHECK(json["grid"]["settings"][1]["chosen"] == true);
  CHECK(json["grid"]["settings"][2]["chosen"] == false);
}

TEST_CASE("of equal settings the first is chosen, and one that failed under a seed is not") {
  auto comparison = grid_example();
  for (auto& cell : comparison.cells) cell.run["metrics"]["development"] = 7;
  CHECK(chosen_rows(grid_of(comparison)) == std::vector<bool>{true, true, false});
  comparison.cells[4].run = {{"status", "failed"}, {"error", "broken"}};  // e1, seed 2
  CHECK(chosen_rows(grid_of(comparison)) == std::vector<bool>{true, false, true});
  comparison.cells[2].run = comparison.cells[4].run;  // e2, seed 1
  const auto grid = grid_of(comparison);
  CHECK(chosen_rows(grid) == std::vector<bool>{true, false, false});
  CHECK(grid.no_choice == "no setting of 'evograd' has finished under every seed");
  CHECK(to_text(comparison).find("1 (1 failed)") != std::string::npos);
}

TEST_CASE("without a selection metric, or if it is the score, nothing is chosen and the reason is said") {
  auto comparison = grid_example();
  for (auto& cell : comparison.cells) cell.run.erase("selected_by");
  auto grid = grid_of(comparison);
  CHECK(chosen_rows(grid) == std::vector<bool>{true, false, false});
  CHECK(grid.no_choice.find("the task has no selection metric") == 0);
  CHECK(chosen_of(comparison).summaries().size() == 3);
  CHECK(to_text(comparison).find("No setting is chosen: the task has no selection metric") != std::string::npos);
  CHECK(to_json(comparison)["grid"]["selected_by"].is_null());

  for (auto& cell : comparison.cells) cell.run["selected_by"] = "test";
  grid = grid_of(comparison);
  CHECK(grid.no_choice == "the task's selection metric is the score itself");
  CHECK(chosen_rows(grid) == std::vector<bool>{true, false, false});
}

TEST_CASE("a comparison without a grid has none in its tables") {
  auto comparison = grid_example();
  comparison.points.clear();
  CHECK_FALSE(to_json(comparison).contains("grid"));
  CHECK(to_text(comparison).find("CHOSEN") == std::string::npos);
  CHECK(chosen_of(comparison).summaries().size() == 3);
}
