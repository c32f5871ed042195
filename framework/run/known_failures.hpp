#pragma once

#include <optional>

#include "evograd/error.hpp"
#include "framework/manifest/resolved_manifest.hpp"

namespace evograd::host {

/// A failure of a step in the words of the manifest, where LibTorch's own say neither cause nor remedy: a derivative
/// that an operator does not have, with the estimators that do without; batch normalisation of one example, with the
/// option that made the batch so small. Nothing for other failures.
std::optional<Error> explained(const Error& failure, const ResolvedManifest& manifest);

}  // namespace evograd::host
