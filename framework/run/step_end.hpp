#pragma once

#include <cstdint>

#include "framework/manifest/resolved_manifest.hpp"

namespace evograd::host {

/// What follows a step. Several processes must agree on it: rank 0 does it, with the others where
/// evaluations are shared.
struct StepEnd {
  bool evaluates = false;
  bool saves = false;  ///< a checkpoint
};

/// What follows the step after which `done` steps have been taken.
inline StepEnd step_end(const ResolvedManifest& manifest, std::int64_t done) {
  const auto& options = manifest.run.options;
  const auto every = manifest.checkpoint.options.every;
  const bool last = done == options.steps;
  return {last || done % options.evaluate_every == 0, last || (every > 0 && done % every == 0)};
}

}  // namespace evograd::host
