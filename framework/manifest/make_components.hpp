#pragma once

#include <memory>

#include "framework/manifest/resolved_manifest.hpp"

namespace evograd::host {

/// The components of `manifest`, made from their options. What their constructors throw is passed on as an Error that
/// names the place in the manifest.
std::unique_ptr<Task> make_task(const ResolvedManifest& manifest);
std::shared_ptr<Backbone> make_backbone(const ResolvedManifest& manifest, const InputSpecification& input);
std::unique_ptr<MetaGradientEstimator> make_estimator(const ResolvedManifest& manifest);

}  // namespace evograd::host
