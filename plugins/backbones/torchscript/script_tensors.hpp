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

/// A module whose change of type leaves integers what they are, as in Python; LibTorch's own converts counters and
/// tables of indices too. Only for a `Base` whose children do the same.
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

/// Makes a script module's parameters and buffers those of an ordinary module: `root` and a tree of children below it
/// get the same names and the same tensor objects, so that whatever moves, replaces or changes the one's storage does
/// it to the other's. Tensors that are an attribute of the script module and no parameter are buffers.
///
/// A tensor that has two names in the script module, or two that are the same numbers in one storage, is registered
/// under the first name alone. Numbers of half precision become float, with which processors can compute.
class ScriptTensors {
 public:
  /// Throws Error naming `file` on tensors that are not dense.
  ScriptTensors(torch::nn::Module& root, const torch::jit::Module& script, const std::string& file);
  ~ScriptTensors();

  /// A script may assign a buffer (`self.mean = …`) and so replace the tensor object. Copies such values into the
  /// objects registered and puts these back. Throws Error when a value assigned has another shape: everything that
  /// restores buffers relies on it.
  void keep_assigned();
  /// Puts the objects back without their new values.
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

/// Tells one script module, not its children, whether it is trained. Frozen and traced ones may not want to know.
void set_training(torch::jit::Module& script, bool on);

}  // namespace backbones
