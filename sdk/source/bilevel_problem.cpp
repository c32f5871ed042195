#include "evograd/bilevel_problem.hpp"

#include <utility>

#include "bilevel_problem_scopes.hpp"
#include "evograd/perturbation.hpp"

namespace evograd {

double PassCount::in_forwards() const {
  return static_cast<double>(forward + 2 * backward + 3 * tangent + 4 * second_order);
}

RandomKey training_layer_key(RandomKey step, std::size_t batch) {
  return step.fold("training-layers").fold(static_cast<std::uint64_t>(batch));
}

BilevelProblem::BilevelProblem(TrainingState& state, BilevelStep step)
    : state_(state), step_(std::move(step)), anchor_(state.theta.values()) {
  if (step_.training.empty()) throw Error("bilevel problem", "has no training batch");
  held_.resize(step_.training.size());
  encoded_.resize(step_.training.size());
  state_.modules.save();
}

RandomKey BilevelProblem::training_layers(std::size_t batch) {
  const auto key = training_layer_key(step_.randomness, batch);
  return layer_randomness_ == LayerRandomness::common ? key : key.fold(++evaluations_);
}

RandomKey BilevelProblem::validation_layers() {
  const auto key = step_.randomness.fold("validation-layers");
  return layer_randomness_ == LayerRandomness::common ? key : key.fold(++evaluations_);
}

torch::Tensor BilevelProblem::zero_meta_gradient() const { return torch::zeros_like(state_.lambda.values()); }

BilevelProblem::MetaPoint::MetaPoint(BilevelProblem& problem, const torch::Tensor& lambda)
    : values_(problem.state_.lambda.values()), before_(values_.detach().clone()) {
  const torch::NoGradGuard no_grad;
  values_.copy_(lambda);
}

BilevelProblem::MetaPoint::~MetaPoint() {
  const torch::NoGradGuard no_grad;
  values_.copy_(before_);
}

const BaseRule& BilevelProblem::base_rule() const {
  if (step_.base_rule) return *step_.base_rule;
  throw Error("estimator", "uses the base optimizer's rule without having asked for it",
              "set base_rule in what its needs() returns");
}

torch::Tensor BilevelProblem::base_update_jacobian() {
  const auto& rule = base_rule();
  const torch::NoGradGuard no_grad;
  if (!rule.jacobian) {
    return torch::full_like(theta(), rule.learning_rate * (rule.nesterov ? 1 + rule.momentum : 1));
  }
  if (!anchor_gradient_.defined()) anchor_gradient_ = train_gradient(anchor_).gradient;
  return rule.jacobian(anchor_gradient_, anchor_);
}

BilevelProblem::Expansion BilevelProblem::expand(ValidationPoint where) {
  const torch::NoGradGuard no_grad;
  if (where == ValidationPoint::automatic) {
    where = step_.base_update ? ValidationPoint::post_step : ValidationPoint::lookahead;
  }
  switch (where) {
    case ValidationPoint::current:
      return {theta(), theta()};
    case ValidationPoint::merged:
      return {theta(), {}};
    case ValidationPoint::lookahead: {
      auto ahead = train_gradient(theta()).gradient;
      if (step_.base_rule) anchor_gradient_ = ahead.clone();
      return {theta(), ahead.mul_(-base_learning_rate()).add_(theta())};
    }
    default:
      break;
  }
  if (!step_.base_update || !step_.base_update->theta_before.defined()) {
    throw Error("estimator", "validation_point = \"post-step\" needs the base update to come first",
                "set [run] order = \"base-first\"");
  }
  anchor_ = step_.base_update->theta_before;
  anchor_gradient_ = step_.base_update->gradient;
  held_.assign(held_.size(), {});
  return {anchor_, theta()};
}

void BilevelProblem::restrict_to(const std::vector<std::string>& prefixes) {
  if (prefixes.empty()) return;
  counts_ = segments_with_prefix(layout(), prefixes);
  const auto head_prefixes = task().head_parameters();
  if (head_prefixes.empty()) return;
  const auto head = segments_with_prefix(layout(), head_prefixes);
  head_only_ = placement() == MetaPlacement::inside_network;
  for (std::size_t i = 0; i < head.size(); ++i) head_only_ = head_only_ && (head[i] || !counts_[i]);
}

bool BilevelProblem::is_anchor(const torch::Tensor& point) const { return point.is_alias_of(anchor_); }

/// Whether the base update has run the network at `point`, with the random layers' common draws.
bool BilevelProblem::left_by_base_update(const torch::Tensor& point, std::size_t batch) const {
  const auto& update = step_.base_update;
  return update && update->terms.defined() && update->theta_before.defined() && batch == 0 &&
         layer_randomness_ == LayerRandomness::common && point.is_alias_of(update->theta_before);
}

bool BilevelProblem::knows_training_terms() const { return left_by_base_update(anchor_, 0); }

torch::Tensor BilevelProblem::terms_without_graph(const torch::Tensor& point, std::size_t batch) {
  const torch::NoGradGuard no_grad;
  if (left_by_base_update(point, batch)) return step_.base_update->terms;
  ++passes_.forward;
  return displaced(point, training_layers(batch), [&] { return task().network_terms(step_.training.at(batch)); });
}

/// Makes sure that the held context of `batch` is there; an evaluation at the anchor itself brings it along for
/// nothing.
void BilevelProblem::hold(std::size_t batch, const torch::Tensor& unless_at) {
  if (!holds_context() || held_.at(batch).defined()) return;
  if (unless_at.defined() && is_anchor(unless_at)) return;
  held_[batch] = task().held_context(terms_without_graph(anchor_, batch), step_.training[batch]);
}

torch::Tensor BilevelProblem::reduce(const torch::Tensor& terms, std::size_t batch) {
  if (holds_context() && !held_.at(batch).defined()) {  // hold() left it out: these are the anchor's own terms
    held_[batch] = task().held_context(terms.detach(), step_.training[batch]);
  }
  return task().reduce(terms, step_.training.at(batch), held_.at(batch));
}

torch::Tensor BilevelProblem::train_loss_with_graph(std::size_t batch) {
  if (placement() == MetaPlacement::inside_network) return task().training_loss(step_.training.at(batch));
  return reduce(task().network_terms(step_.training.at(batch)), batch);
}

double BilevelProblem::train_loss(const torch::Tensor& point, std::size_t batch) {
  const torch::NoGradGuard no_grad;
  if (restricted_to_head()) return head_evaluation(point, batch, /*meta=*/false).loss;
  hold(batch, point);
  ++passes_.forward;
  return displaced(point, training_layers(batch), [&] { return train_loss_with_graph(batch).item<double>(); });
}

BilevelProblem::Gradient BilevelProblem::train_gradient(const torch::Tensor& point, std::size_t batch) {
  hold(batch, point);
  ++passes_.forward;
  count_backward();
  const double loss = displaced(point, training_layers(batch), [&] {
    const MetaTracking tracking(*this, true, false);
    const auto value = train_loss_with_graph(batch);
    backward_into({&state_.theta}, value);
    return value.item<double>();
  });
  return {loss, state_.theta.gradients().clone(), {}};
}

BilevelProblem::Gradient BilevelProblem::validation_gradient(torch::Tensor point) {
  const bool direct = task().validation_sees_meta_parameters();
  ++passes_.forward;
  count_backward();
  const double loss = displaced(point, validation_layers(), [&] {
    point.reset();  // its numbers are in the module now
    const MetaTracking tracking(*this, true, direct);
    const auto value = task().validation_loss(step_.validation);
    backward_into(direct ? std::vector{&state_.theta, &state_.lambda} : std::vector{&state_.theta}, value);
    return value.item<double>();
  });
  return {loss, state_.theta.gradients().clone(), direct ? state_.lambda.gradients().clone() : torch::Tensor()};
}

double BilevelProblem::validation_loss(const torch::Tensor& point) {
  const torch::NoGradGuard no_grad;
  ++passes_.forward;
  return displaced(point, validation_layers(), [&] { return task().validation_loss(step_.validation).item<double>(); });
}

BilevelProblem::MetaEvaluation BilevelProblem::train_meta_gradient(const torch::Tensor& point, std::size_t batch) {
  ++passes_.meta;
  if (placement() == MetaPlacement::after_network) {
    hold(batch, point);
    const auto terms = terms_without_graph(point, batch);
    const MetaTracking tracking(*this, false, true);
    const auto value = reduce(terms, batch);
    backward_into({&state_.lambda}, value);
    return {value.item<double>(), state_.lambda.gradients().clone()};
  }
  if (restricted_to_head()) return head_evaluation(point, batch, /*meta=*/true);
  ++passes_.forward;
  const double loss = displaced(point, training_layers(batch), [&] {
    const MetaTracking tracking(*this, false, true);
    const auto value = task().training_loss(step_.training.at(batch));
    backward_into({&state_.lambda}, value);
    return value.item<double>();
  });
  return {loss, state_.lambda.gradients().clone()};
}

/// The loss at a point that differs from the batch's first in the head alone, and where `meta` is asked for ∂ℓ_T/∂λ:
/// the head's way back to the activations that it is fed, and theirs to λ.
BilevelProblem::MetaEvaluation BilevelProblem::head_evaluation(const torch::Tensor& point, std::size_t batch,
                                                               bool meta) {
  return displaced(point, training_layers(batch), [&]() -> MetaEvaluation {
    const MetaTracking tracking(*this, false, true);
    auto& encoded = encoded_.at(batch);
    if (!encoded) {
      ++passes_.forward;
      encoded = task().encode(step_.training[batch], LossKind::training);
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
    const auto loss = task().head_loss(inputs, LossKind::training);
    if (!meta) return {loss.item<double>(), {}};
    state_.lambda.gradients().zero_();
    if (!leaves.empty()) {
      const auto slopes = torch::autograd::grad({loss}, leaves);
      torch::autograd::backward(activations, slopes, /*retain_graph=*/true, /*create_graph=*/false,
                                state_.lambda.tensors());
    }
    return {loss.item<double>(), state_.lambda.gradients().clone()};
  });
}

}  // namespace evograd
