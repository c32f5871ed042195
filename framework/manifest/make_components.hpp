#pragma once

#include <memory>

#include "framework/manifest/resolved_manifest.hpp"

namespace evograd::host {

/// Creates the components of `manifest` from their options. What their constructors throw is rethrown as an Error that
/// names the place in the manifest.
std::unique_ptr<Task> make_task(const ResolvedManifest& manifest);
std::shared_ptr<Backbone> make_backbone(const ResolvedManifest& manifest, const InputSpecification& input);
std::unique_ptr<MetaGradientEstimator> make_estimator(const ResolvedManifest& manifest);

}  // namespace evograd::host
