#pragma once

#include <memory>
#include <optional>
#include <string>

#include "framework/distributed/team.hpp"
#include "framework/manifest/resolved_manifest.hpp"
#include "framework/memory/device_memory.hpp"
#include "framework/pretrain/pretrain.hpp"
#include "framework/trainer/trainer.hpp"

namespace evograd::host {

/// Whether a session pre-trains the backbone as [pretrain] specifies or leaves it as initialised, which is enough if
/// only time and memory matter.
enum class Pretrain { as_manifest_says, never };

/// The components of a manifest: created, seeded, moved to their device, pre-trained and connected to a trainer.
class Session {
 public:
  /// `team`: the processes that share the work, which must outlive the session; null for one process.
  explicit Session(const ResolvedManifest& manifest, Pretrain pretraining = Pretrain::as_manifest_says,
                   Team* team = nullptr);

  Task& task() { return *task_; }
  Trainer& trainer() { return *trainer_; }
  const DeviceMemory& memory() const { return memory_; }
  const EstimatorNeeds& needs() const { return needs_; }
  /// Where the backbone's weights come from; nothing if it was not pre-trained.
  const std::optional<Pretrained>& pretrained() const { return pretrained_; }
  /// Bytes that were live before the model was created: the data, and what the process used before.
  std::int64_t live_bytes_before_model() const { return live_bytes_before_model_; }

 private:
  torch::Device device_;
  DeviceMemory memory_;
  std::unique_ptr<Task> task_;
  std::unique_ptr<MetaGradientEstimator> estimator_;
  EstimatorNeeds needs_;
  std::int64_t live_bytes_before_model_ = 0;
  std::optional<Pretrained> pretrained_;
  std::unique_ptr<Trainer> trainer_;
};

}  // namespace evograd::host
