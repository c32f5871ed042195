#include "framework/compare/timings.hpp"

#include <fstream>
#include <set>

#include "framework/bench/bench_json.hpp"
#include "framework/run/write_file.hpp"

namespace evograd::host {
namespace {

bool holds(const BenchReport& report, const std::vector<BenchEntry>& entries) {
  std::multiset<std::string> kept;
  for (const auto& row : report.estimators) kept.insert(row.name);
  for (const auto& row : report.refused) kept.insert(row.name);
  std::multiset<std::string> wanted;
  for (const auto& entry : entries) wanted.insert(entry.label);
  return kept == wanted;
}

}  // namespace

BenchReport timed(const std::filesystem::path& file, const std::vector<BenchEntry>& entries, std::int64_t rounds,
                  const std::function<void(const std::string&)>& tell) {
  if (std::ifstream stream(file); stream) {
    const auto kept = Json::parse(stream, nullptr, /*allow_exceptions=*/false);
    if (const auto report = bench_from_json(kept); report && holds(*report, entries)) return *report;
  }
  if (entries.empty()) return {};
  tell("timing, seed " + std::to_string(entries.front().manifest.seed));
  const auto report =
      run_bench(entries, {.rounds = rounds, .steps_per_round = 2, .cosine_steps = 1}, [](const auto&) {});
  write_file(file, to_json(report).dump(2) + "\n");
  return report;
}

}  // namespace evograd::host
