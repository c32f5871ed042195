#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "framework/compare/comparison.hpp"
#include "framework/compare/plan.hpp"
#include "framework/compare/run_compare.hpp"

namespace evograd::host {

/// The arguments of a comparison, resolved: what can be known without building anything.
class Preparation {
 public:
  /// Throws Error, ManifestError: a misspelt name is reported before anything is built.
  Preparation(const ManifestRequest& request, const CompareSettings& settings);

  const ResolvedManifest& own() const { return own_; }
  /// All settings of the grid, or the variants as they are.
  const std::vector<Variant>& variants() const { return variants_; }

  /// The manifest of the cell of `variant` with the seed number `i`; `threads` as in Plan.
  ResolvedManifest cell_manifest(const Variant& variant, std::int64_t i, std::int64_t threads) const;

  /// Plan::what.
  Json what() const;

  /// Builds the `variants` and returns those that cannot run here. Threads are then chosen by the work of a step.
  std::vector<Refusal> refusals(const std::vector<Variant>& variants) const;

  /// A comparison without cells.
  Comparison empty() const;

 private:
  const ManifestRequest& request_;
  const CompareSettings& settings_;
  ResolvedManifest own_;
  std::vector<std::string> common_;  ///< settings that the comparison overrides in every run
  std::vector<Variant> variants_;
  std::map<std::string, ResolvedManifest> manifests_;  ///< by label
};

}  // namespace evograd::host
