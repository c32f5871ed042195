#include "framework/compare/timings.hpp"

#include <fmt/core.h>

#include <fstream>

#include "evograd/logging.hpp"
#include "framework/bench/bench_json.hpp"
#include "framework/files/write_file.hpp"
#include "framework/manifest/manifest.hpp"

namespace evograd::host {
namespace {

/// What the timings depend on.
Json what_is_timed(const std::vector<BenchEntry>& entries, std::int64_t rounds) {
  Json what = {{"rounds", rounds}, {"entries", Json::array()}};
  for (const auto& [label, manifest] : entries) {
    what["entries"].push_back({{"label", label}, {"manifest", to_toml(manifest, /*with_origin_comments=*/false)}});
  }
  return what;
}

}  // namespace

std::optional<BenchReport> kept_timings(const std::filesystem::path& file, const std::vector<BenchEntry>& entries,
                                        std::int64_t rounds) {
  std::ifstream stream(file);
  if (!stream) return std::nullopt;
  const auto kept = Json::parse(stream, nullptr, /*allow_exceptions=*/false);
  if (!kept.is_object() || !kept.contains("what") || !kept.contains("report")) return std::nullopt;
  if (kept["what"] != what_is_timed(entries, rounds)) return std::nullopt;
  return bench_from_json(kept["report"]);
}

BenchReport timed(const std::filesystem::path& file, const std::vector<BenchEntry>& entries, std::int64_t rounds) {
  if (entries.empty() || rounds == 0) return {};
  if (auto kept = kept_timings(file, entries, rounds)) return *kept;
  logging::info(fmt::format("timing, seed {}", entries.front().manifest.seed));
  const auto report = run_bench(entries, {.rounds = rounds, .steps_per_round = 2, .cosine_steps = 1});
  for (const auto& [name, reason] : report.refused) logging::warning(name + " failed during timing: " + reason);
  const Json kept = {{"what", what_is_timed(entries, rounds)}, {"report", to_json(report)}};
  write_file(file, kept.dump(2) + "\n");
  return report;
}

}  // namespace evograd::host
