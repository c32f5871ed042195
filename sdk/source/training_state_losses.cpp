// The losses of TrainingState: under autocast, and in parts.

#include <torch/csrc/autograd/autograd.h>

#include <functional>

#include "evograd/autocast.hpp"
#include "evograd/scalar_loss.hpp"
#include "evograd/training_state.hpp"
#include "tracked_parameters.hpp"

namespace evograd {
namespace {

torch::Tensor computed(const TrainingState& state, const std::function<torch::Tensor()>& function) {
  if (!state.autocast) return function();
  const auto result = [&] {
    const AutocastScope scope(state.autocast);
    return function();
  }();
  return result.defined() && result.is_floating_point() ? result.to(state.theta.values().scalar_type()) : result;
}

torch::Tensor whole_loss(TrainingState& state, LossKind kind, const Batch& batch) {
  const bool training = kind == LossKind::training;
  const auto loss =
      computed(state, [&] { return training ? state.task.training_loss(batch) : state.task.validation_loss(batch); });
  return scalar_loss(loss, training ? "training_loss()" : "validation_loss()");
}

/// The contributions of the parts of `batch` to its loss, each passed to `visit`.
void for_each_part(TrainingState& state, LossKind kind, const Batch& batch,
                   const std::function<void(const torch::Tensor&)>& visit) {
  for (const auto& part : batch.divided(state.accumulate)) {
    const auto loss = computed(state, [&] { return state.divisible->partial_loss(part, batch, kind); });
    visit(scalar_loss(loss, "partial_loss()"));
  }
}

/// The terms of a batch in parts, whose graph and running averages are left to a second pass.
torch::Tensor terms_without_trace(TrainingState& state, const Batch& batch) {
  const torch::NoGradGuard no_grad;
  state.modules.save();
  auto terms = state.network_terms(batch);
  state.modules.restore();
  return terms;
}

}  // namespace

torch::Tensor TrainingState::network_terms(const Batch& batch) {
  if (accumulate == 1) return computed(*this, [&] { return after_network->network_terms(batch); });
  std::vector<torch::Tensor> terms;
  for (const auto& part : batch.divided(accumulate)) {
    terms.push_back(computed(*this, [&] { return after_network->network_terms(part); }));
  }
  return torch::cat(terms);
}

torch::Tensor TrainingState::loss(LossKind kind, const Batch& batch) {
  if (accumulate == 1) return whole_loss(*this, kind, batch);
  torch::Tensor sum;
  for_each_part(*this, kind, batch, [&](const torch::Tensor& part) { sum = sum.defined() ? sum + part : part; });
  return sum;
}

torch::Tensor TrainingState::accumulate_gradient(LossKind kind, const Batch& batch,
                                                 const std::vector<FlatParameters*>& targets) {
  const auto inputs = tracked_parameters(targets);
  torch::Tensor sum;
  const auto add = [&](const torch::Tensor& loss) {
    if (loss.requires_grad() && !inputs.empty()) torch::autograd::backward({loss}, {}, false, false, inputs);
    sum = sum.defined() ? sum + loss.detach() : loss.detach();
  };
  if (accumulate == 1) {
    add(whole_loss(*this, kind, batch));
  } else {
    for_each_part(*this, kind, batch, add);
  }
  return sum;
}

torch::Tensor TrainingState::accumulate_reduced_gradient(const Batch& batch, RandomKey layers, const Reduction& reduce,
                                                         const std::vector<FlatParameters*>& targets) {
  const auto inputs = tracked_parameters(targets);
  if (accumulate == 1) {
    const auto loss = reduce(network_terms(batch));
    if (loss.requires_grad() && !inputs.empty()) torch::autograd::backward({loss}, {}, false, false, inputs);
    return loss.detach();
  }
  const auto terms = terms_without_trace(*this, batch).requires_grad_();
  const auto loss = reduce(terms);
  const auto gradient = torch::autograd::grad({loss}, {terms}).front();
  if (inputs.empty()) return loss.detach();
  const GlobalGeneratorGuard generator(layers, theta.values().device());
  std::int64_t first = 0;
  for (const auto& part : batch.divided(accumulate)) {
    const auto own = computed(*this, [&] { return after_network->network_terms(part); });
    const auto rows = own.size(0);
    if (own.requires_grad()) {
      torch::autograd::backward({own}, {gradient.slice(0, first, first + rows)}, false, false, inputs);
    }
    first += rows;
  }
  return loss.detach();
}

}  // namespace evograd
