#include "framework/compare/across_comparisons.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <map>
#include <set>
#include <string>

#include "evograd/error.hpp"
#include "framework/run/run_folder.hpp"
#include "framework/statistics/statistics.hpp"

namespace evograd::host {
namespace {

const std::string nothing = "–";

using Scores = std::map<std::uint64_t, double>;  ///< by seed

struct Compared {
  std::string name;
  std::string control;
  std::vector<std::string> estimators;  ///< as the user named them
  std::map<std::string, Scores> scores;
};

Compared read_comparison(const std::filesystem::path& folder) {
  const auto path = folder / "compare.json";
  const auto json = read_json_object(path, "specify the folder of a finished evograd compare");
  Compared compared;
  compared.name = (folder / "").parent_path().filename().string();
  try {
    compared.control = json.at("control");
    for (const auto& cell : json.at("cells")) {
      const std::string estimator = cell.at("estimator");
      auto& known = compared.estimators;
      if (std::find(known.begin(), known.end(), estimator) == known.end()) known.push_back(estimator);
      if (cell.at("status") == "finished") compared.scores[estimator][cell.at("seed")] = cell.at("score");
    }
  } catch (const Json::exception&) {
    throw Error(path.string(), "is not in the format of evograd compare",
                "the file is damaged; run the comparison again");
  }
  return compared;
}

double mean(const Scores& scores) {
  double sum = 0;
  for (const auto& [seed, score] : scores) sum += score;
  return sum / static_cast<double>(scores.size());
}

/// The row of `estimator`. `seeds` are those of all cells.
std::vector<std::string> row(const std::string& estimator, const std::vector<Compared>& all,
                             const std::set<std::uint64_t>& seeds) {
  std::vector<std::string> cells{estimator};
  std::vector<double> means;
  std::map<std::uint64_t, double> gains;
  std::size_t ahead = 0;
  bool whole = true;
  bool paired = true;
  for (const auto& one : all) {
    const auto of = [&](const std::string& name) {
      const auto found = one.scores.find(name);
      return found == one.scores.end() ? Scores() : found->second;
    };
    const auto scores = of(estimator);
    const auto control = of(one.control);
    whole = whole && scores.size() == seeds.size();
    paired = paired && control.size() == seeds.size();
    cells.push_back(scores.empty() ? nothing : fixed(mean(scores), 1));
    if (!whole) continue;
    means.push_back(mean(scores));
    if (!paired) continue;
    if (means.back() > mean(control)) ++ahead;
    for (const auto seed : seeds) gains[seed] += (scores.at(seed) - control.at(seed)) / static_cast<double>(all.size());
  }
  cells.push_back(whole ? fixed(estimate(means).mean, 2) : nothing);
  if (estimator == all.front().control) return cells;
  if (!whole || !paired) {
    cells.insert(cells.end(), 3, nothing);
    return cells;
  }
  std::vector<double> differences;
  for (const auto& [seed, gain] : gains) differences.push_back(gain);
  const auto gain = estimate(differences);
  cells.push_back((gain.mean >= 0 ? "+" : "") + fixed(gain.mean, 2));
  cells.push_back(gain.interval ? "± " + fixed(*gain.interval, 2) : nothing);
  cells.push_back(fmt::format("{} of {}", ahead, all.size()));
  return cells;
}

}  // namespace

TextTable across_comparisons(const std::vector<std::filesystem::path>& folders) {
  std::vector<Compared> all;
  std::vector<std::string> estimators;
  std::set<std::uint64_t> seeds;
  for (const auto& folder : folders) {
    all.push_back(read_comparison(folder));
    const auto& one = all.back();
    if (one.control != all.front().control) {
      throw Error(
          folder.string(),
          "compares with '" + one.control + "', " + folders.front().string() + " with '" + all.front().control + "'",
          "specify comparisons with the same first estimator");
    }
    for (const auto& name : one.estimators) {
      if (std::find(estimators.begin(), estimators.end(), name) == estimators.end()) estimators.push_back(name);
    }
    for (const auto& [name, scores] : one.scores) {
      for (const auto& [seed, score] : scores) seeds.insert(seed);
    }
  }
  std::vector<std::string> header{"estimator"};
  for (const auto& one : all) header.push_back(one.name);
  header.insert(header.end(), {"mean", "− first", "95 %", "ahead"});
  TextTable table(header);
  for (const auto& name : estimators) table.add(row(name, all, seeds));
  return table;
}

}  // namespace evograd::host
