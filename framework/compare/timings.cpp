#include "framework/compare/timings.hpp"

#include <fmt/core.h>

#include <fstream>

#include "evograd/logging.hpp"
#include "framework/bench/bench_json.hpp"
#include "framework/files/write_file.hpp"
#include "framework/manifest/manifest.hpp"

namespace evograd::host {

BenchReport timed(const std::filesystem::path& file, const std::vector<BenchEntry>& entries, std::int64_t rounds) {
  if (entries.empty()) return {};
  Json what = {{"rounds", rounds}, {"entries", Json::array()}};
  for (const auto& [label, manifest] : entries) {
    what["entries"].push_back({{"label", label}, {"manifest", to_toml(manifest, /*with_origin_comments=*/false)}});
  }
  if (std::ifstream stream(file); stream) {
    const auto kept = Json::parse(stream, nullptr, /*allow_exceptions=*/false);
    if (kept.is_object() && kept.contains("what") && kept["what"] == what && kept.contains("report")) {
      if (const auto report = bench_from_json(kept["report"])) return *report;
    }
  }
  logging::info(fmt::format("timing, seed {}", entries.front().manifest.seed));
  const auto report = run_bench(entries, {.rounds = rounds, .steps_per_round = 2, .cosine_steps = 1});
  for (const auto& [name, reason] : report.refused) logging::warning(name + " failed during timing: " + reason);
  const Json kept = {{"what", what}, {"report", to_json(report)}};
  write_file(file, kept.dump(2) + "\n");
  return report;
}

}  // namespace evograd::host
