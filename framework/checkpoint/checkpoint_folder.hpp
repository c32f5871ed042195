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
  /// The folder need not exist; it is made with the first checkpoint.
  explicit CheckpointFolder(std::filesystem::path folder) : folder_(std::move(folder)) {}

  /// Writes the checkpoint of `step`, then removes all but the newest `keep`. Throws Error; those there stay then.
  void write(std::int64_t step, const Checkpoint& checkpoint, std::int64_t keep) const;

  /// The newest checkpoint that is whole; nothing where there is none. `skipped` is told why of each newer one that is
  /// not.
  std::optional<FoundCheckpoint> newest(const std::function<void(const std::string&)>& skipped) const;

  /// Takes the names of those after `step` away, by adding ".damaged": they are not to be counted among the newest.
  void set_aside_after(std::int64_t step) const;

  /// The one checkpoint that is kept whatever comes after it: of the evaluation that is the run's result so far. best()
  /// is nothing where it is missing or, which `skipped` is told, not whole.
  void write_best(const Checkpoint& checkpoint) const;
  std::optional<FoundCheckpoint> best(const std::function<void(const std::string&)>& skipped) const;
  void remove_best() const;

 private:
  void make_folder() const;

  /// By step, the newest first.
  std::vector<std::pair<std::int64_t, std::filesystem::path>> files() const;

  std::filesystem::path folder_;
};

}  // namespace evograd::host
