#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "framework/checkpoint/checkpoint_file.hpp"

namespace evograd::host {

/// A checkpoint and the file it was read from.
struct FoundCheckpoint {
  std::filesystem::path file;
  Checkpoint checkpoint;
};

/// The checkpoints of one run: step-N.safetensors in a folder.
class CheckpointFolder {
 public:
  /// The folder need not exist; it is created with the first checkpoint.
  explicit CheckpointFolder(std::filesystem::path folder) : folder_(std::move(folder)) {}

  /// Writes the checkpoint of `step`, then removes all but the newest `keep`. Throws Error; existing ones are then
  /// kept.
  void write(std::int64_t step, const Checkpoint& checkpoint, std::int64_t keep) const;

  /// The newest intact checkpoint; nothing if there is none. Warns of each newer one that is not intact.
  std::optional<FoundCheckpoint> newest() const;

  /// Renames the checkpoints after `step` by adding ".damaged": they must not be counted among the newest.
  void set_aside_after(std::int64_t step) const;

  /// The one checkpoint that is always kept: that of the evaluation that is the run's result so far. best() returns
  /// nothing if it is missing or, with a warning, not intact.
  void write_best(const Checkpoint& checkpoint) const;
  std::optional<FoundCheckpoint> best() const;
  void remove_best() const;

 private:
  void make_folder() const;

  /// By step, newest first.
  std::vector<std::pair<std::int64_t, std::filesystem::path>> files() const;

  std::filesystem::path folder_;
};

}  // namespace evograd::host
