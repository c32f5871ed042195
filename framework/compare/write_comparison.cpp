#include "framework/compare/write_comparison.hpp"

#include <sstream>

#include "framework/compare/comparison_page.hpp"
#include "framework/compare/comparison_table.hpp"
#include "framework/compare/grid.hpp"
#include "framework/files/write_file.hpp"

namespace evograd::host {
namespace {

Json to_json(const Estimate& estimate) {
  return {{"mean", estimate.mean},
          {"deviation", estimate.deviation},
          {"interval", estimate.interval ? Json(*estimate.interval) : Json()}};
}

Json to_json(const Cell& cell) {
  Json made = {{"estimator", cell.estimator}, {"seed", cell.seed}, {"status", cell.finished() ? "finished" : "failed"}};
  if (!cell.finished()) {
    made["error"] = cell.failure();
    return made;
  }
  made.update(cell_numbers(cell));
  made["metrics"] = cell.run.at("metrics");
  made["folder"] = cell.folder.string();
  return made;
}

Json grid_json(const Comparison& comparison) {
  const auto grid = grid_of(comparison);
  Json settings = Json::array();
  for (const auto& row : grid.rows) {
    settings.push_back({{"label", row.point.label},
                        {"estimator", row.point.estimator},
                        {"setting", row.point.setting},
                        {"finished", row.finished},
                        {"failed", row.failed},
                        {"selection", row.selection ? to_json(*row.selection) : Json()},
                        {"score", row.score ? to_json(*row.score) : Json()},
                        {"chosen", row.chosen}});
  }
  return {{"selected_by", grid.selection.empty() ? Json() : Json(grid.selection)},
          {"no_choice", grid.no_choice.empty() ? Json() : Json(grid.no_choice)},
          {"settings", settings}};
}

std::string csv_text(const std::string& text) {
  std::string quoted = "\"";
  for (const char c : text) quoted += c == '"' ? std::string(2, c) : std::string(1, c);
  return quoted + "\"";
}

}  // namespace

Json to_json(const Comparison& comparison) {
  Json cells = Json::array();
  for (const auto& cell : comparison.cells) cells.push_back(to_json(cell));
  Json summaries = Json::array();
  for (const auto& summary : comparison.summaries()) {
    Json made = {{"estimator", summary.estimator}, {"finished", summary.finished}, {"failed", summary.failed}};
    if (!summary.failure.empty()) made["error"] = summary.failure;
    for (const auto& [name, number] : summary.numbers) made[name] = to_json(number);
    if (!summary.gains.empty()) made["gain"] = to_json(estimate(summary.gains));
    summaries.push_back(made);
  }
  Json refused = Json::array();
  for (const auto& [name, reason] : comparison.refused) refused.push_back({{"estimator", name}, {"reason", reason}});
  Json all = {{"name", comparison.name},
              {"control", comparison.control},
              {"score_name", comparison.score_name},
              {"steps", comparison.steps},
              {"plain_ms", comparison.plain_ms},
              {"cells", cells},
              {"summary", summaries},
              {"refused", refused}};
  if (!comparison.points.empty()) all["grid"] = grid_json(comparison);
  return all;
}

std::string to_csv(const Comparison& comparison) {
  std::ostringstream text;
  text.precision(10);
  bool first = true;
  for (const auto& cell : comparison.cells) {
    if (!cell.finished()) continue;
    const auto numbers = cell_numbers(cell);
    if (first) {
      text << "estimator,seed";
      for (const auto& [name, value] : numbers.items()) text << "," << name;
      text << "\n";
      first = false;
    }
    text << csv_text(cell.estimator) << "," << cell.seed;
    for (const auto& value : numbers) {
      text << ",";
      if (value.is_number()) text << value.get<double>();
    }
    text << "\n";
  }
  return text.str();
}

void write_comparison(const Comparison& comparison, const std::filesystem::path& folder) {
  write_file(folder / "compare.json", to_json(comparison).dump(2) + "\n");
  write_file(folder / "compare.csv", to_csv(comparison));
  write_file(folder / "compare.md", to_markdown(comparison));
  write_file(folder / "compare.html", comparison_page(comparison, folder));
}

}  // namespace evograd::host
