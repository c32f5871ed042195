#pragma once

#include <filesystem>

#include "framework/tensors/sealed_file.hpp"

namespace evograd::host {

/// What a run needs to go on.
using Checkpoint = SealedContent;

/// Keeps `checkpoint` as write_sealed() does.
void write_checkpoint(const std::filesystem::path& file, const Checkpoint& checkpoint);

/// Throws Error naming what is wrong where the file is missing, damaged, of another version or something else.
Checkpoint read_checkpoint(const std::filesystem::path& file);

}  // namespace evograd::host
