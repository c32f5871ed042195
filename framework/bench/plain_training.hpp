#pragma once

#include <torch/optim/optimizer.h>

#include <cstdint>
#include <memory>

#include "framework/manifest/resolved_manifest.hpp"
#include "framework/memory/device_memory.hpp"

namespace evograd::host {

/// The yardstick of `bench`: training without meta-learning as one would write it with LibTorch alone, that is
/// contiguous tensors, a torch::optim optimizer over the module's own parameters, the system's allocator.
class PlainTraining {
 public:
  explicit PlainTraining(const ResolvedManifest& manifest);

  /// One step: batch, forward pass, backward pass, update.
  void step();

  /// Bytes that were live before the model was made.
  std::int64_t live_bytes_before_model() const { return live_bytes_before_model_; }

 private:
  torch::Tensor loss(const Batch& batch);

  torch::Device device_;
  torch::Dtype dtype_;
  std::unique_ptr<Task> task_;
  std::int64_t live_bytes_before_model_ = 0;
  std::unique_ptr<torch::optim::Optimizer> optimizer_;
  std::int64_t step_ = 0;
};

}  // namespace evograd::host
