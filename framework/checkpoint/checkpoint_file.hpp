#pragma once

#include <filesystem>

#include "framework/tensors/sealed_file.hpp"

namespace evograd::host {

/// Everything that is needed to resume a run.
using Checkpoint = SealedContent;

/// Writes `checkpoint` as write_sealed() does.
void write_checkpoint(const std::filesystem::path& file, const Checkpoint& checkpoint);

/// Throws Error naming the problem if the file is missing, damaged, of another version or not a checkpoint.
Checkpoint read_checkpoint(const std::filesystem::path& file);

}  // namespace evograd::host
