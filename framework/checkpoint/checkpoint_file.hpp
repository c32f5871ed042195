#pragma once

#include <filesystem>

#include "framework/files/json.hpp"
#include "framework/tensors/named_tensors.hpp"

namespace evograd::host {

/// What a run needs to go on: numbers and texts in `state`, everything larger by name in `tensors`.
struct Checkpoint {
  Json state = Json::object();
  NamedTensors tensors = {};
};

/// Keeps `checkpoint` in `file`, which is there as a whole or not at all, also after a loss of power. Throws Error;
/// what was there before is then untouched.
///
/// The file is one of safetensors. Its metadata holds the state, the SHA-256 of each tensor's type, shape and bytes,
/// and one of all that, so that no changed bit is taken for good.
void write_checkpoint(const std::filesystem::path& file, const Checkpoint& checkpoint);

/// Throws Error naming what is wrong where the file is missing, damaged, of another version or something else.
Checkpoint read_checkpoint(const std::filesystem::path& file);

}  // namespace evograd::host
