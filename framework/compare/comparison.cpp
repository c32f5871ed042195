#include "framework/compare/comparison.hpp"

#include <algorithm>

namespace evograd::host {
namespace {

Json part_of(const Json& object, const char* key) {
  return object.is_object() && object.contains(key) ? object[key] : Json();
}

}  // namespace

bool Cell::finished() const {
  const auto name = part_of(run, "score_name");
  if (part_of(run, "status") != "finished" || !name.is_string()) return false;
  return part_of(part_of(run, "metrics"), name.get<std::string>().c_str()).is_number();
}

double Cell::score() const { return run.at("metrics").at(run.at("score_name").get<std::string>()).get<double>(); }

std::string Cell::failure() const {
  const auto error = part_of(run, "error");
  if (error.is_string()) return error.get<std::string>();
  return part_of(run, "status") == "finished" ? "its score is not a finite number" : "failed";
}

Json cell_numbers(const Cell& cell) {
  const auto& cost = cell.cost;
  const auto timed = [&](auto value) { return cost.name.empty() ? Json() : Json(value); };
  const auto probe = part_of(cell.run, "probe");
  Json numbers = {{"score", cell.score()},
                  {"ms", timed(cost.ms)},
                  {"ratio", timed(cost.ratio_ordinary)},
                  {"peak_bytes", timed(cost.peak_bytes)},
                  {"peak_ratio", timed(cost.peak_ratio_ordinary)},
                  {"passes", timed(cost.passes)}};
  for (const char* name :
       {"cosine", "cosine_deviation", "cosine_positive", "scale_error", "predicted_cosine", "same_point_cosine"}) {
    numbers[name] = part_of(probe, name);
  }
  numbers["lambda_distance"] = part_of(cell.run, "lambda_distance");
  return numbers;
}

std::vector<EstimatorSummary> Comparison::summaries() const {
  std::vector<EstimatorSummary> all;
  std::map<std::uint64_t, double> first;  // the control's scores by seed
  for (const auto& cell : cells) {
    const auto known =
        std::find_if(all.begin(), all.end(), [&](const auto& one) { return one.estimator == cell.estimator; });
    if (known == all.end())
      all.push_back({.estimator = cell.estimator, .failure = {}, .numbers = {}, .scores = {}, .gains = {}});
    if (cell.finished() && cell.estimator == control) first[cell.seed] = cell.score();
  }
  for (auto& summary : all) {
    std::map<std::string, std::vector<double>> values;
    for (const auto& cell : cells) {
      if (cell.estimator != summary.estimator) continue;
      if (!cell.finished()) {
        ++summary.failed;
        if (summary.failure.empty()) summary.failure = cell.failure();
        continue;
      }
      ++summary.finished;
      summary.scores.push_back(cell.score());
      if (cell.estimator != control && first.contains(cell.seed))
        summary.gains.push_back(cell.score() - first[cell.seed]);
      const auto numbers = cell_numbers(cell);
      for (const auto& [name, value] : numbers.items()) {
        if (value.is_number()) values[name].push_back(value.get<double>());
      }
    }
    for (const auto& [name, sample] : values) summary.numbers[name] = estimate(sample);
  }
  return all;
}

}  // namespace evograd::host
