// The first-order primitives of BilevelProblem.

#include <fmt/core.h>

#include <utility>

#include "bilevel_problem_scopes.hpp"

namespace evograd {

namespace {

/// Whether two points are the same: one tensor, or equal numbers. Comparing reads both once; a pass costs much more.
bool same_point(const torch::Tensor& a, const torch::Tensor& b) {
  return a.is_same(b) || (a.sizes() == b.sizes() && a.scalar_type() == b.scalar_type() && torch::equal(a, b));
}

}  // namespace

bool BilevelProblem::is_anchor(const torch::Tensor& point) const { return same_point(point, anchor_); }

/// Whether the base update has evaluated the network at `point`, with the random layers' common draws.
bool BilevelProblem::left_by_base_update(const torch::Tensor& point, std::size_t batch) const {
  const auto& update = step_.base_update;
  return update && update->terms.defined() && update->theta_before.defined() && batch == 0 &&
         update->autocast == state_.autocast && layer_randomness_ == LayerRandomness::common &&
         same_point(point, update->theta_before);
}

bool BilevelProblem::knows_training_terms() const {
  // A difference needs both of its sides in full precision.
  return !state_.autocast && left_by_base_update(anchor_, 0);
}

torch::Tensor BilevelProblem::terms_without_graph(const torch::Tensor& point, std::size_t batch) {
  const torch::NoGradGuard no_grad;
  if (left_by_base_update(point, batch)) return step_.base_update->terms;
  ++passes_.forward;
  return displaced(point, training_layers(batch), [&] { return state_.network_terms(training_batch(batch)); });
}

/// Ensures that the held context of `batch` exists; an evaluation at the anchor itself provides it at no cost.
void BilevelProblem::hold(std::size_t batch, const torch::Tensor& unless_at) {
  if (!state_.after_network || !holds_context()) return;
  const auto& data = training_batch(batch);
  if (held_[batch].defined()) return;
  if (unless_at.defined() && is_anchor(unless_at)) return;
  held_[batch] = state_.after_network->held_context(terms_without_graph(anchor_, batch), data);
}

torch::Tensor BilevelProblem::reduce(const torch::Tensor& terms, std::size_t batch) {
  auto& task = *state_.after_network;
  const auto& data = training_batch(batch);
  if (holds_context() && !held_[batch].defined()) {  // hold() skipped it: these are the anchor's own terms
    held_[batch] = task.held_context(terms.detach(), data);
  }
  return scalar_loss(task.reduce(terms, data, held_[batch]), "reduce()");
}

torch::Tensor BilevelProblem::train_loss_with_graph(std::size_t batch) {
  const auto& data = training_batch(batch);
  if (state_.after_network) return reduce(state_.network_terms(data), batch);
  return state_.loss(LossKind::training, data);
}

torch::Tensor BilevelProblem::validation_loss_with_graph() {
  return state_.loss(LossKind::validation, step_.validation);
}

double BilevelProblem::train_loss(const torch::Tensor& point, std::size_t batch) {
  return deferred_train_loss(point, batch);
}

DeferredNumber BilevelProblem::deferred_train_loss(const torch::Tensor& point, std::size_t batch) {
  const torch::NoGradGuard no_grad;
  if (restricted_to_head()) return head_evaluation(point, batch, /*meta=*/false).loss;
  hold(batch, point);
  ++passes_.forward;
  return DeferredNumber(displaced(point, training_layers(batch), [&] { return train_loss_with_graph(batch); }));
}

BilevelProblem::Gradient BilevelProblem::train_gradient(const torch::Tensor& point, std::size_t batch) {
  hold(batch, point);
  ++passes_.forward;
  count_backward();
  const auto loss = displaced(point, training_layers(batch), [&] {
    const MetaTracking tracking(*this, true, false);
    state_.theta.gradients().zero_();
    return training_gradient(batch);
  });
  return {DeferredNumber(loss), state_.theta.gradients().clone(), {}};
}

/// Adds ∇_θ ℓ_T to the gradients; returns the loss.
torch::Tensor BilevelProblem::training_gradient(std::size_t batch) {
  const auto& data = training_batch(batch);
  if (!state_.after_network) return state_.accumulate_gradient(LossKind::training, data, {&state_.theta});
  if (state_.repeats_terms()) ++passes_.forward;
  const auto reduced = [&](const torch::Tensor& terms) { return reduce(terms, batch); };
  return state_.accumulate_reduced_gradient(data, reduced, {&state_.theta});
}

BilevelProblem::Gradient BilevelProblem::validation_gradient(torch::Tensor point) {
  const bool direct = validation_sees_lambda();
  ++passes_.forward;
  count_backward();
  const auto loss = displaced(point, validation_layers(), [&] {
    point.reset();  // its values are in the module now
    const MetaTracking tracking(*this, true, direct);
    state_.theta.gradients().zero_();
    state_.lambda.gradients().zero_();
    const auto targets = direct ? std::vector{&state_.theta, &state_.lambda} : std::vector{&state_.theta};
    return state_.accumulate_gradient(LossKind::validation, step_.validation, targets);
  });
  return {DeferredNumber(loss), state_.theta.gradients().clone(),
          direct ? state_.lambda.gradients().clone() : torch::Tensor()};
}

double BilevelProblem::validation_loss(const torch::Tensor& point) { return deferred_validation_loss(point); }

DeferredNumber BilevelProblem::deferred_validation_loss(const torch::Tensor& point) {
  const torch::NoGradGuard no_grad;
  ++passes_.forward;
  return DeferredNumber(displaced(point, validation_layers(), [&] { return validation_loss_with_graph(); }));
}

BilevelProblem::LambdaGradient BilevelProblem::train_lambda_gradient(const torch::Tensor& point, std::size_t batch) {
  ++passes_.meta;
  if (state_.after_network) {
    hold(batch, point);
    const auto terms = terms_without_graph(point, batch);
    const MetaTracking tracking(*this, false, true);
    const auto value = reduce(terms, batch);
    backward_into({&state_.lambda}, value);
    return {DeferredNumber(value), state_.lambda.gradients().clone()};
  }
  if (restricted_to_head()) return head_evaluation(point, batch, /*meta=*/true);
  ++passes_.forward;
  const auto loss = displaced(point, training_layers(batch), [&] {
    const MetaTracking tracking(*this, false, true);
    state_.lambda.gradients().zero_();
    const auto& data = training_batch(batch);
    return state_.accumulate_gradient(LossKind::training, data, {&state_.lambda});
  });
  return {DeferredNumber(loss), state_.lambda.gradients().clone()};
}

/// The loss at a point that differs from the batch's first point only in the head and, if `meta`, ∂ℓ_T/∂λ: backward
/// through the head to its input activations, and from these to λ.
BilevelProblem::LambdaGradient BilevelProblem::head_evaluation(const torch::Tensor& point, std::size_t batch,
                                                               bool meta) {
  return displaced(point, training_layers(batch), [&]() -> LambdaGradient {
    const MetaTracking tracking(*this, false, true);
    const AutocastScope autocast(state_.autocast);
    const auto& data = training_batch(batch);
    auto& encoded = encoded_[batch];
    if (!encoded) {
      ++passes_.forward;
      encoded = state_.head_split->encode(data, LossKind::training);
    }
    auto inputs = *encoded;
    std::vector<torch::Tensor> activations;
    std::vector<torch::Tensor> leaves;
    for (const auto& [name, tensor] : encoded->tensors()) {
      if (!tensor.requires_grad()) continue;
      activations.push_back(tensor);
      leaves.push_back(tensor.detach().requires_grad_());
      inputs.set(name, leaves.back());
    }
    const auto loss =
        scalar_loss(state_.head_split->head_loss(inputs, LossKind::training), "head_loss()").to(theta().scalar_type());
    if (!meta) return {DeferredNumber(loss), {}};
    state_.lambda.gradients().zero_();
    if (!leaves.empty()) {
      const auto derivatives = torch::autograd::grad({loss}, leaves);
      torch::autograd::backward(activations, derivatives, /*retain_graph=*/true, /*create_graph=*/false,
                                state_.lambda.tensors());
    }
    return {DeferredNumber(loss), state_.lambda.gradients().clone()};
  });
}

}  // namespace evograd
