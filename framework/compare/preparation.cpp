#include "framework/compare/preparation.hpp"

#include <fmt/core.h>

#include <algorithm>

#include "evograd/error.hpp"
#include "evograd/logging.hpp"
#include "evograd/text.hpp"
#include "framework/checkpoint/manifest_differences.hpp"
#include "framework/errors/reason.hpp"
#include "framework/log/silence.hpp"
#include "framework/manifest/manifest.hpp"
#include "framework/run/session.hpp"

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

Preparation::Preparation(const ManifestRequest& request, const CompareSettings& settings)
    : request_(request), settings_(settings), own_(load_manifest(request)) {
  require_distinct(settings.variants);
  common_ = common_settings(own_, settings);
  std::map<std::string, std::vector<std::string>> keys;
  for (const auto& variant : settings.variants) {
    keys[variant.label] = keys_to_vary(manifest_of(variant, request, own_, common_));
  }
  variants_ =
      vary(settings.variants, settings.variations, [&](const Variant& variant) { return keys.at(variant.argument); });
  require_distinct(variants_);
  for (const auto& variant : variants_) {
    manifests_.emplace(variant.label, manifest_of(variant, request, own_, common_));
  }
}

ResolvedManifest Preparation::cell_manifest(const Variant& variant, std::int64_t i, std::int64_t threads) const {
  auto all = common_;
  if (threads > 0 && own_.run.options.threads == 0) all.push_back(fmt::format("run.threads={}", threads));
  all.push_back(fmt::format("seed={}", own_.seed + static_cast<std::uint64_t>(i)));
  return manifest_of(variant, request_, own_, all);
}

Json Preparation::what() const {
  Json estimators = Json::array();
  for (const auto& variant : settings_.variants) estimators.push_back(variant.label);
  Json variations = Json::array();
  for (const auto& [key, values] : settings_.variations) variations.push_back(key + "=" + comma_separated(values));
  Json manifests = Json::object();
  for (const auto& [label, manifest] : manifests_) manifests[label] = manifest_values(manifest);
  return {{"--estimators", estimators},
          {"--vary", variations},
          {"--seeds", settings_.seeds},
          {"--rounds", settings_.rounds},
          {"manifests", manifests}};
}

std::vector<Refusal> Preparation::refusals(const std::vector<Variant>& variants) const {
  std::vector<Refusal> refused;
  for (const auto& variant : variants) {
    logging::info("checking " + variant.label);
    const auto reason = refusal(manifests_.at(variant.label));
    if (reason.empty()) continue;
    refused.push_back({variant.label, reason});
    logging::warning(variant.label + " cannot run here: " + reason);
  }
  return refused;
}

Comparison Preparation::empty() const {
  Comparison comparison;
  comparison.name = own_.name;
  comparison.control = variants_.front().label;
  comparison.steps = own_.run.options.steps;
  if (settings_.variations.empty()) return comparison;
  for (const auto& variant : variants_) {
    comparison.points.push_back({variant.label, variant.argument, comma_separated(variant.grid_settings)});
  }
  return comparison;
}

}  // namespace evograd::host
