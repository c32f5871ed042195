#include "framework/optimizer/optimizer_state.hpp"

#include <torch/optim/adam.h>
#include <torch/optim/adamw.h>
#include <torch/optim/sgd.h>

#include <utility>

namespace evograd::host {
namespace {

template <class Parameter>
OptimizerState adam_state(const torch::optim::OptimizerParamState& base) {
  const auto& state = static_cast<const Parameter&>(base);
  return {state.step(), {{"first_moment", state.exp_avg()}, {"second_moment", state.exp_avg_sq()}}};
}

template <class Parameter>
void restore_adam(torch::optim::OptimizerParamState& base, const OptimizerState& from) {
  auto& state = static_cast<Parameter&>(base);
  state.step(from.steps);
  state.exp_avg().copy_(from.moments.at(0).second);
  state.exp_avg_sq().copy_(from.moments.at(1).second);
}

}  // namespace

OptimizerState optimizer_state(torch::optim::Optimizer& optimizer, const std::string& kind) {
  const auto& states = optimizer.state();
  if (states.empty()) return {};
  const auto& state = *states.begin()->second;
  if (kind == "adam") return adam_state<torch::optim::AdamParamState>(state);
  if (kind == "adamw") return adam_state<torch::optim::AdamWParamState>(state);
  const auto& buffer = static_cast<const torch::optim::SGDParamState&>(state).momentum_buffer();
  if (!buffer.defined()) return {};
  return {0, {{"momentum", buffer}}};
}

void restore_optimizer_state(torch::optim::Optimizer& optimizer, const std::string& kind, torch::Tensor& parameter,
                             const OptimizerState& from) {
  if (from.moments.empty()) return;
  const torch::NoGradGuard no_grad;
  // The key under which LibTorch keeps a parameter's state has another type in version 2; a step creates the entry.
  const auto before = parameter.detach().clone();
  parameter.mutable_grad().zero_();
  optimizer.step();
  parameter.detach().copy_(before);
  auto& state = *optimizer.state().begin()->second;
  if (kind == "adam") {
    restore_adam<torch::optim::AdamParamState>(state, from);
  } else if (kind == "adamw") {
    restore_adam<torch::optim::AdamWParamState>(state, from);
  } else {
    static_cast<torch::optim::SGDParamState&>(state).momentum_buffer().copy_(from.moments.at(0).second);
  }
}

}  // namespace evograd::host
