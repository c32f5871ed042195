#pragma once

#include <string>

#include "evograd/pretraining.hpp"
#include "framework/manifest/resolved_manifest.hpp"

namespace evograd::host {

/// Everything that a pre-trained backbone depends on, one item per line: backbone with options and input, the task's
/// own description, [pretrain] without its file, [optimizer.pretrain], dtype, and the plugins' versions. Not their
/// hashes: a plugin that was merely rebuilt still fits. `processes`: how many share the batches.
std::string identity_of(const ResolvedManifest& manifest, const InputSpecification& input,
                        const Pretraining& pretraining, int processes);

/// The first line in which two such texts differ, for the user: "'steps = 10' in the file, 'steps = 20' now".
std::string first_difference(const std::string& there, const std::string& now);

}  // namespace evograd::host
