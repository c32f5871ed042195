#include "evograd/module_state.hpp"

#include <map>
#include <utility>

#include "evograd/flat_parameters.hpp"

namespace evograd {

ModuleState::ModuleState(const std::vector<std::shared_ptr<torch::nn::Module>>& modules) {
  std::map<std::pair<c10::ScalarType, std::string>, FlatLayout::NamedTensors> groups;
  for (const auto& module : modules) {
    for (auto& submodule : module->modules()) modules_.push_back(submodule);
    for (const auto& item : module->named_buffers()) {
      const auto& buffer = item.value();
      if (buffer.defined()) groups[{buffer.scalar_type(), buffer.device().str()}].emplace_back(item.key(), buffer);
    }
  }
  for (const auto& [kind, named] : groups) {
    const FlatLayout layout(named, torch::MemoryFormat::Contiguous);
    std::vector<torch::Tensor> tensors;
    for (const auto& [name, tensor] : named) tensors.push_back(tensor);
    auto live = layout.pack(tensors, tensors.front().options());
    for (std::size_t i = 0; i < tensors.size(); ++i) tensors[i].set_data(layout.view(live, layout.segments()[i]));
    buffers_.push_back({live, live.clone()});
  }
  save();
}

std::vector<torch::Tensor> ModuleState::buffers() const {
  std::vector<torch::Tensor> copies;
  for (const auto& buffer : buffers_) copies.push_back(buffer.live.clone());
  return copies;
}

void ModuleState::set_buffers(const std::vector<torch::Tensor>& values) {
  const torch::NoGradGuard no_grad;
  for (std::size_t i = 0; i < buffers_.size(); ++i) buffers_[i].live.copy_(values[i]);
}

void ModuleState::save() {
  const torch::NoGradGuard no_grad;
  for (auto& buffer : buffers_) buffer.saved.copy_(buffer.live);
  training_.clear();
  for (const auto& module : modules_) training_.push_back(module->is_training());
}

void ModuleState::restore() {
  const torch::NoGradGuard no_grad;
  for (auto& buffer : buffers_) buffer.live.copy_(buffer.saved);
  bool changed = false;
  for (std::size_t i = 0; i < modules_.size(); ++i) changed |= modules_[i]->is_training() != training_[i];
  if (!changed) return;
  // train() also applies to the children; modules() lists parents first, so each child's own flag is set last.
  for (std::size_t i = 0; i < modules_.size(); ++i) modules_[i]->train(training_[i]);
}

}  // namespace evograd
