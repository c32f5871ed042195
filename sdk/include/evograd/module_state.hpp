#pragma once

#include <torch/nn/module.h>
#include <torch/types.h>

#include <memory>
#include <vector>

#include "evograd/export.hpp"

namespace evograd {

/// The state of modules that is not trained: buffers (BatchNorm statistics) and the training flag of every submodule.
///
/// save() stores it, restore() restores it bit for bit. Buffers of one dtype become views of one flat buffer, so that
/// each operation is a single copy; the modules must not be moved to another device or dtype afterwards.
class EVOGRAD_API ModuleState {
 public:
  /// Takes over the buffers of `modules` and their submodules, and calls save().
  explicit ModuleState(const std::vector<std::shared_ptr<torch::nn::Module>>& modules);

  /// Stores buffers and training flags in place of what was stored before.
  void save();
  /// Sets buffers and training flags to what save() stored.
  void restore();

  /// Copies of the buffers, one flat tensor for each dtype and device.
  std::vector<torch::Tensor> buffers() const;
  /// Sets the buffers to values like those of buffers().
  void set_buffers(const std::vector<torch::Tensor>& values);

 private:
  struct FlatBuffer {
    torch::Tensor live;
    torch::Tensor saved;
  };
  std::vector<FlatBuffer> buffers_;
  std::vector<std::shared_ptr<torch::nn::Module>> modules_;
  std::vector<bool> training_;
};

}  // namespace evograd
