#pragma once

#include <filesystem>

#include "framework/files/json.hpp"
#include "framework/tensors/named_tensors.hpp"

namespace evograd::host {

/// Numbers and strings in `state`, everything larger by name in `tensors`.
struct SealedContent {
  Json state = Json::object();
  NamedTensors tensors = {};
};

/// The kind of a file, for reading it and for messages.
struct SealedKind {
  const char* format;  ///< with its version, e.g. "evograd checkpoint 1"
  const char* noun;    ///< e.g. "checkpoint of a run"
  const char* help;    ///< what to do if it cannot be read
};

/// Writes `content` to `file`, completely or not at all, even if power fails. Throws Error; the previous contents are
/// then unchanged.
///
/// The file is in safetensors format. Its metadata contains the state, the SHA-256 of each tensor's type, shape and
/// bytes, and one over all of that, so that any changed bit is detected.
void write_sealed(const std::filesystem::path& file, const SealedKind& kind, const SealedContent& content);

/// Throws Error naming the problem if the file is missing, damaged, of another version or of another kind.
SealedContent read_sealed(const std::filesystem::path& file, const SealedKind& kind);

}  // namespace evograd::host
