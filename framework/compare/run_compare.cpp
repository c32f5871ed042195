#include "framework/compare/run_compare.hpp"

#include <ATen/Parallel.h>
#include <fmt/core.h>

#include <algorithm>
#include <map>

#include "evograd/error.hpp"
#include "evograd/logging.hpp"
#include "framework/compare/cell_run.hpp"
#include "framework/compare/timings.hpp"
#include "framework/errors/reason.hpp"
#include "framework/log/silence.hpp"
#include "framework/manifest/manifest.hpp"
#include "framework/run/session.hpp"
#include "framework/threads/thread_choice.hpp"

namespace evograd::host {
namespace {

/// Why the components of `manifest` cannot work together, or an empty string.
std::string refusal(const ResolvedManifest& manifest) {
  try {
    const Silence silence;
    Session(manifest, Pretrain::never);
    return "";
  } catch (const std::exception& error) {
    return reason(error);
  }
}

/// The settings that the comparison overrides in every run.
std::vector<std::string> common_settings(const ResolvedManifest& own, const CompareSettings& settings) {
  std::vector<std::string> all;
  const auto& run = own.run.options;
  if (own.probe.options.every == 0 && settings.probes > 0) {
    const auto updates = std::max<std::int64_t>(1, run.steps / run.meta_every);
    all.push_back(fmt::format("probe.every={}", (updates + settings.probes - 1) / settings.probes));
  }
  return all;
}

/// Checks that each variant has folders of its own.
void require_distinct(const std::vector<Variant>& variants) {
  std::map<std::string, std::string> seen;
  for (const auto& variant : variants) {
    const auto [other, added] = seen.emplace(variant.file_name(), variant.label);
    if (!added) {
      throw Error("--estimators", "'" + variant.label + "' and '" + other->second + "' are the same", "list it once");
    }
  }
}

}  // namespace

Comparison run_compare(const ManifestRequest& request, const CompareSettings& settings) {
  require_distinct(settings.variants);
  const auto own = load_manifest(request);
  auto common = common_settings(own, settings);
  Comparison comparison;
  comparison.name = own.name;
  comparison.control = settings.variants.front().label;
  comparison.steps = own.run.options.steps;

  std::vector<ResolvedManifest> manifests;  // all of them first: a misspelt name is reported before anything is built
  for (const auto& variant : settings.variants) manifests.push_back(manifest_of(variant, request, own, common));
  std::vector<Variant> accepted;
  auto threads = core_count();
  for (std::size_t i = 0; i < settings.variants.size(); ++i) {
    const auto& variant = settings.variants[i];
    logging::info("checking " + variant.label);
    const auto reason = refusal(manifests[i]);
    if (reason.empty()) {
      accepted.push_back(variant);
      threads = at::get_num_threads();  // chosen by the work of a step, which is the same for all
    } else {
      comparison.refused.push_back({variant.label, reason});
      logging::warning(variant.label + " cannot run here: " + reason);
    }
  }

  if (settings.dry_run) return comparison;
  if (own.run.options.threads == 0 && settings.jobs > 1) {
    const auto share = std::max<std::int64_t>(1, core_count() / settings.jobs);
    common.push_back(fmt::format("run.threads={}", std::min<std::int64_t>(threads, share)));
  }

  std::vector<CellRun> runs;
  for (std::int64_t i = 0; i < settings.seeds; ++i) {
    const auto seed = own.seed + static_cast<std::uint64_t>(i);
    std::vector<BenchEntry> entries;
    for (const auto& variant : accepted) {
      auto with_seed = common;
      with_seed.push_back(fmt::format("seed={}", seed));
      entries.push_back({variant.label, manifest_of(variant, request, own, with_seed)});
      const auto folder = std::filesystem::path("cells") / fmt::format("{}-{}", variant.file_name(), seed);
      runs.emplace_back(settings.folder / folder, entries.back().manifest);
      comparison.cells.push_back({.estimator = variant.label, .seed = seed, .folder = folder, .run = {}, .cost = {}});
    }
    const auto timings = timed(settings.folder / fmt::format("timings-{}.json", seed), entries, settings.rounds);
    if (i == 0) comparison.plain_ms = timings.plain_ordinary.ms;
    for (auto& cell : comparison.cells) {
      for (const auto& row : timings.estimators) {
        if (cell.seed == seed && cell.estimator == row.name) cell.cost = row;
      }
    }
  }

  run_all(runs, settings.jobs);
  for (std::size_t i = 0; i < runs.size(); ++i) {
    comparison.cells[i].run = runs[i].summary();
    if (comparison.cells[i].finished()) comparison.score_name = comparison.cells[i].run.at("score_name");
  }
  return comparison;
}

}  // namespace evograd::host
