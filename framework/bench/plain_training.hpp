#pragma once

#include <torch/optim/optimizer.h>

#include <cstdint>
#include <memory>
#include <optional>

#include "evograd/flat_parameters.hpp"
#include "framework/manifest/resolved_manifest.hpp"
#include "framework/memory/device_memory.hpp"

namespace evograd::host {

/// How plain training stores its tensors.
enum class PlainStyle {
  ordinary,  ///< as one would write it with LibTorch alone: contiguous, a tensor per parameter
  own,       ///< as a run does: the layout that [run] specifies, parameters and gradients in one buffer each
};

/// The baseline of `bench`: training without meta-learning, by a torch::optim optimizer. The caller chooses the
/// allocator.
class PlainTraining {
 public:
  PlainTraining(const ResolvedManifest& manifest, PlainStyle style);

  /// One step: batch, forward pass, backward pass, update.
  void step();

  /// Bytes that were live before the model was created.
  std::int64_t live_bytes_before_model() const { return live_bytes_before_model_; }

 private:
  torch::Tensor loss(const Batch& batch);

  torch::Device device_;
  torch::Dtype dtype_;
  std::optional<torch::Dtype> autocast_;
  std::unique_ptr<Task> task_;
  std::int64_t live_bytes_before_model_ = 0;
  torch::MemoryFormat format_ = torch::MemoryFormat::Contiguous;
  std::optional<FlatParameters> flat_;  ///< PlainStyle::own
  std::unique_ptr<torch::optim::Optimizer> optimizer_;
  std::int64_t step_ = 0;
};

}  // namespace evograd::host
