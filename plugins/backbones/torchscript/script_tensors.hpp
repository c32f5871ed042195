#pragma once

#include <torch/nn/module.h>
#include <torch/types.h>

#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace torch::jit {
struct Module;
}

namespace backbones {

/// A module that keeps integer tensors when it is converted to another dtype, as in Python; LibTorch's own modules
/// convert counters and index tables too. Requires a `Base` whose children do the same.
template <class Base>
class ConvertsFloatingOnly : public Base {
 public:
  using Base::to;
  void to(torch::Device device, torch::Dtype dtype, bool non_blocking = false) override {
    Base::to(device, non_blocking);
    to(dtype, non_blocking);
  }
  void to(torch::Dtype dtype, bool non_blocking = false) override {
    for (const auto& child : this->children()) child->to(dtype, non_blocking);
    auto tensors = this->parameters(/*recurse=*/false);
    for (const auto& buffer : this->buffers(/*recurse=*/false)) tensors.push_back(buffer);
    for (auto& tensor : tensors) {
      if (tensor.is_floating_point()) tensor.set_data(tensor.detach().to(dtype, non_blocking));
    }
  }
};

/// Mirrors a script module's parameters and buffers in an ordinary module: `root` and a tree of children below it get
/// the same names and the same tensor objects, so that moving, replacing or changing the storage of one affects the
/// other. Tensor attributes of the script module that are not parameters become buffers.
///
/// A tensor that has two names in the script module, or two tensors that share the same storage and data, are
/// registered only under the first name. Half-precision tensors become float, which CPUs can compute with.
class ScriptTensors {
 public:
  /// Throws Error naming `file` if a tensor is not dense.
  ScriptTensors(torch::nn::Module& root, const torch::jit::Module& script, const std::string& file);
  ~ScriptTensors();

  /// A script may assign a buffer (`self.mean = …`) and thus replace the tensor object. Copies such values into the
  /// registered objects and restores these. Throws Error if an assigned value has another shape, because restoring
  /// buffers requires equal shapes.
  void keep_assigned();
  /// Restores the objects without their new values.
  void drop_assigned();

 private:
  struct Slot;
  class Part;

  void mirror(torch::nn::Module& part, const torch::jit::Module& script, const std::string& prefix);
  torch::Tensor shared(const torch::Tensor& tensor, bool& seen);

  std::string file_;
  std::vector<Slot> slots_;
  std::vector<torch::Tensor> tensors_;  // each once
  std::vector<const void*> visited_;
};

/// Sets the training flag of one script module, not of its children. Frozen and traced modules may not have one.
void set_training(torch::jit::Module& script, bool on);

}  // namespace backbones
