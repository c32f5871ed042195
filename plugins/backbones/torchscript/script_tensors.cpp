#include "script_tensors.hpp"

#include <fmt/ranges.h>
#include <torch/script.h>

#include <algorithm>

#include "evograd/error.hpp"

namespace backbones {

using namespace evograd;

namespace {

/// Whether two tensors are tied: loading gives tied tensors the same storage, but not always the same object.
bool same_storage(const torch::Tensor& a, const torch::Tensor& b) {
  return a.is_same(b) || (a.numel() > 0 && a.is_alias_of(b) && a.storage_offset() == b.storage_offset() &&
                          a.scalar_type() == b.scalar_type() && a.sizes() == b.sizes() && a.strides() == b.strides());
}

std::string text(c10::IntArrayRef shape) { return fmt::format("[{}]", fmt::join(shape, ", ")); }

}  // namespace

struct ScriptTensors::Slot {
  std::string name;
  c10::intrusive_ptr<c10::ivalue::Object> object;
  std::size_t index;
  torch::Tensor tensor;
};

/// A child of the script module, as an ordinary module.
class ScriptTensors::Part : public ConvertsFloatingOnly<torch::nn::Module> {
 public:
  explicit Part(torch::jit::Module script) : script_(std::move(script)) {}
  void train(bool on) override {
    Module::train(on);
    set_training(script_, on);
  }

 private:
  torch::jit::Module script_;
};

ScriptTensors::ScriptTensors(torch::nn::Module& root, const torch::jit::Module& script, const std::string& file)
    : file_(file) {
  mirror(root, script, "");
}

ScriptTensors::~ScriptTensors() = default;

/// `tensor`, or the object already registered for the same data.
torch::Tensor ScriptTensors::shared(const torch::Tensor& tensor, bool& seen) {
  const auto found =
      std::find_if(tensors_.begin(), tensors_.end(), [&](const auto& other) { return same_storage(other, tensor); });
  seen = found != tensors_.end();
  if (!seen) tensors_.push_back(tensor);
  return seen ? *found : tensor;
}

void ScriptTensors::mirror(torch::nn::Module& part, const torch::jit::Module& script, const std::string& prefix) {
  const auto object = script._ivalue();
  visited_.push_back(object.get());
  const auto type = object->type();
  for (std::size_t i = 0; i < type->numAttributes(); ++i) {
    const auto& name = type->getAttributeName(i);
    const auto& value = object->getSlot(i);
    if (value.isModule()) {
      const torch::jit::Module child = value.toModule();
      if (std::find(visited_.begin(), visited_.end(), child._ivalue().get()) != visited_.end()) continue;
      mirror(*part.register_module(name, std::make_shared<Part>(child)), child, prefix + name + ".");
      continue;
    }
    if (!value.isTensor() || !value.toTensor().defined()) continue;
    if (value.toTensor().layout() != torch::kStrided || value.toTensor().is_quantized()) {
      throw Error(file_, "its tensor '" + prefix + name + "' is quantized or sparse",
                  "only dense tensors can be trained; save the model before quantizing it");
    }
    bool seen = false;
    auto tensor = shared(value.toTensor(), seen);
    object->setSlot(i, tensor);
    slots_.push_back({prefix + name, object, i, tensor});
    if (seen) continue;
    const bool half = tensor.scalar_type() == torch::kHalf || tensor.scalar_type() == torch::kBFloat16;
    if (half) tensor.set_data(tensor.detach().to(torch::kFloat32));
    if (type->is_parameter(i)) {
      part.register_parameter(name, tensor, tensor.requires_grad());
    } else {
      part.register_buffer(name, tensor.set_requires_grad(false));
    }
  }
}

void ScriptTensors::drop_assigned() {
  for (auto& slot : slots_) slot.object->setSlot(slot.index, slot.tensor);
}

void ScriptTensors::keep_assigned() {
  const torch::NoGradGuard no_grad;
  for (auto& slot : slots_) {
    const auto now = slot.object->getSlot(slot.index);
    if (now.isTensor() && now.toTensor().is_same(slot.tensor)) continue;
    const bool fits = now.isTensor() && now.toTensor().defined() && now.toTensor().sizes() == slot.tensor.sizes();
    if (fits) {
      slot.tensor.copy_(now.toTensor());
      slot.object->setSlot(slot.index, slot.tensor);
      continue;
    }
    drop_assigned();
    const auto shape = now.isTensor() && now.toTensor().defined() ? text(now.toTensor().sizes()) : now.tagKind();
    throw Error(
        file_,
        fmt::format("its forward() assigns '{}' {}, but the file has {}", slot.name, shape, text(slot.tensor.sizes())),
        "buffers must keep their shape, so that evaluations can restore them");
  }
}

void set_training(torch::jit::Module& script, bool on) {
  const auto object = script._ivalue();
  const auto slot = object->type()->findAttributeSlot("training");
  if (slot && object->getSlot(*slot).isBool()) object->setSlot(*slot, on);
}

}  // namespace backbones
