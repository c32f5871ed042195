#pragma once

#include <filesystem>

#include "framework/files/json.hpp"
#include "framework/tensors/named_tensors.hpp"

namespace evograd::host {

/// Numbers and texts in `state`, everything larger by name in `tensors`.
struct SealedContent {
  Json state = Json::object();
  NamedTensors tensors = {};
};

/// What a file holds, for who reads it and for messages.
struct SealedKind {
  const char* format;  ///< with its version, e.g. "evograd checkpoint 1"
  const char* noun;    ///< e.g. "checkpoint of a run"
  const char* help;    ///< what to do where it cannot be read
};

/// Keeps `content` in `file`, which is there as a whole or not at all, also after a loss of power. Throws Error; what
/// was there before is then untouched.
///
/// The file is one of safetensors. Its metadata holds the state, the SHA-256 of each tensor's type, shape and bytes,
/// and one of all that, so that no changed bit is taken for good.
void write_sealed(const std::filesystem::path& file, const SealedKind& kind, const SealedContent& content);

/// Throws Error naming what is wrong where the file is missing, damaged, of another version or something else.
SealedContent read_sealed(const std::filesystem::path& file, const SealedKind& kind);

}  // namespace evograd::host
