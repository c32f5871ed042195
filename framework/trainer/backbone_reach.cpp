#include "framework/trainer/backbone_reach.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <unordered_map>

#include "evograd/text.hpp"

namespace evograd::host {
namespace {

constexpr std::size_t names_shown = 5;
constexpr const char* remedy =
    "if the backbone is meant to learn, look in it for parameters with requires_grad = False, detach(), no_grad(), "
    "rounding, and for weights that were saved as constants (torch.jit.freeze)";

bool contains(const torch::nn::Module& model, const torch::nn::Module& part) {
  const auto modules = model.modules();
  return std::any_of(modules.begin(), modules.end(), [&](const auto& module) { return module.get() == &part; });
}

bool is_zero(const torch::Tensor& gradient) { return gradient.eq(0).all().item<bool>(); }

}  // namespace

std::vector<std::string> backbone_reach_warnings(const torch::nn::Module& backbone, const std::string& name,
                                                 const TrainingState& state,
                                                 const std::vector<torch::Tensor>& gradients) {
  std::unordered_map<const void*, std::size_t> places;
  const auto& tensors = state.theta.tensors();
  for (std::size_t i = 0; i < tensors.size(); ++i) places[tensors[i].unsafeGetTensorImpl()] = i;

  std::size_t trained = 0;
  bool all_zero = true;
  std::vector<std::string> without;
  for (const auto& parameter : backbone.named_parameters()) {
    const auto place = places.find(parameter.value().unsafeGetTensorImpl());
    if (place == places.end() || !parameter.value().requires_grad()) continue;
    ++trained;
    const auto& gradient = gradients.at(place->second);
    if (!gradient.defined()) {
      without.push_back("'" + parameter.key() + "'");
    } else {
      all_zero = all_zero && is_zero(gradient);
    }
  }
  const auto title = "backbone '" + name + "': ";
  if (trained == 0) {
    if (!contains(*state.task.model(), backbone)) return {};
    return {title +
            "has no parameter that is trained: only the layers that the task adds to it learn\n  help: " + remedy};
  }
  if (without.size() == trained) {
    return {title +
            "none of its parameters gets a gradient: they stay as they are, and only the layers that the task "
            "adds learn\n  help: " +
            remedy};
  }
  if (!without.empty()) {
    return {fmt::format("{}{} of its {} parameters get no gradient and stay as they are: {}", title, without.size(),
                        trained, comma_separated(without, names_shown))};
  }
  if (all_zero) {
    return {title + "the gradient is 0 at all of its parameters in the first step\n  help: " + remedy};
  }
  return {};
}

}  // namespace evograd::host
