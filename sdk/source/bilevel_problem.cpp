#include "evograd/bilevel_problem.hpp"

#include <fmt/core.h>

#include <iterator>
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

BilevelProblem::BilevelProblem(TrainingState& state, BilevelStep step, EstimatorState* kept)
    : state_(state), step_(std::move(step)), kept_(kept), anchor_(state.theta.values()) {
  state_.theta.accept_writes();
  state_.lambda.accept_writes();
  if (step_.training.empty()) throw Error("bilevel problem", "has no training batch");
  held_.resize(step_.training.size());
  encoded_.resize(step_.training.size());
  state_.modules.save();
}

RandomKey BilevelProblem::training_layers(std::size_t batch) {
  training_batch(batch);  // throws before the evaluation begins: the error is the estimator's
  const auto key = training_layer_key(step_.randomness, batch);
  return layer_randomness_ == LayerRandomness::common ? key : key.fold(++evaluations_);
}

RandomKey BilevelProblem::validation_layers() {
  const auto key = step_.randomness.fold("validation-layers");
  return layer_randomness_ == LayerRandomness::common ? key : key.fold(++evaluations_);
}

torch::Tensor BilevelProblem::zero_meta_gradient() const { return torch::zeros_like(state_.lambda.values()); }

const Batch& BilevelProblem::training_batch(std::size_t batch) const {
  if (batch < step_.training.size()) return step_.training[batch];
  throw Error("estimator", fmt::format("requests training batch {}, but the step has {}", batch, step_.training.size()),
              "increase EstimatorNeeds::training_batches in needs(); batches are counted from 0");
}

BilevelProblem::MetaPoint::MetaPoint(BilevelProblem& problem, const torch::Tensor& lambda)
    : problem_(problem), before_(problem.lambda().detach().clone()) {
  problem_.require_unwritten();
  problem_.state_.lambda.assign(lambda);
}

BilevelProblem::MetaPoint::~MetaPoint() { problem_.state_.lambda.assign(before_); }

void BilevelProblem::require_unwritten() const {
  const auto written = [](const char* what) {
    throw Error("estimator", std::string("wrote to ") + what + " in place",
                "theta(), lambda() and the result of expand() may be the parameters themselves: add out of place, e.g. "
                "around + step * v, or clone() first");
  };
  if (state_.theta.written_elsewhere()) written("θ");
  if (state_.lambda.written_elsewhere()) written("λ");
  const bool own = !anchor_.is_same(state_.theta.values());
  if (own && static_cast<std::int64_t>(anchor_._version()) != anchor_version_) written("the point of expansion");
}

torch::Tensor BilevelProblem::state(std::string_view name) {
  if (kept_) return (*kept_)[name];
  throw Error("estimator", "uses the state '" + std::string(name) + "', but this problem was created without one",
              "pass an EstimatorState with the declarations of needs() to BilevelProblem, as the host does");
}

bool BilevelProblem::state_is_new() const { return !kept_ || kept_->is_new(); }

MetaGradient BilevelProblem::hypergradient(const Gradient& validation, torch::Tensor indirect,
                                           std::vector<std::pair<std::string, DeferredNumber>> log) const {
  const torch::NoGradGuard no_grad;
  MetaGradient result{.value = std::move(indirect), .log = {{"validation_loss", validation.loss}}};
  result.direct = validation.lambda_gradient;
  if (result.direct.defined()) result.value = result.value + result.direct;
  result.log.insert(result.log.end(), std::make_move_iterator(log.begin()), std::make_move_iterator(log.end()));
  return result;
}

torch::Tensor BilevelProblem::rate_weighted(const torch::Tensor& v) const {
  const torch::NoGradGuard no_grad;
  return step_.relative_rates.defined() ? v * step_.relative_rates : v;
}

const BaseRule& BilevelProblem::base_rule() const {
  if (step_.base_rule) return *step_.base_rule;
  throw Error("estimator", "uses the base optimizer's rule without requesting it", "set base_rule in needs()");
}

torch::Tensor BilevelProblem::base_update_jacobian() {
  const auto& rule = base_rule();
  if (!rule.gradient_descent && !anchor_gradient_.defined()) anchor_gradient_ = train_gradient(anchor_).gradient;
  return rule.jacobian(anchor_gradient_, anchor_);
}

BilevelProblem::Expansion BilevelProblem::expand(ValidationPoint where, const std::vector<std::string>& parameters) {
  const torch::NoGradGuard no_grad;
  if (where == ValidationPoint::automatic) {
    where = step_.base_update ? ValidationPoint::post_step : ValidationPoint::lookahead;
  }
  if (where == ValidationPoint::post_step && !step_.base_update) {
    throw Error("estimator", "validation_point = \"post-step\" needs the base update to come first",
                "set [run] order = \"base-first\"");
  }
  if (where == ValidationPoint::post_step && !step_.base_update->theta_before.defined()) {
    throw Error("estimator", "expands around the point before the base update, which the host has not kept",
                "return this validation point in EstimatorNeeds::validation_point");
  }
  const bool too_late = passes_.in_forwards() > 0 &&
                        (where == ValidationPoint::post_step || !parameters.empty());  // these referred to other points
  if (expanded_ || too_late) {
    throw Error(
        "estimator", expanded_ ? "calls expand() twice in one step" : "calls expand() after evaluations",
        "call it once, before any evaluation, and keep the result: it fixes the point that later evaluations refer to");
  }
  Expansion expansion{theta(), theta()};
  if (where == ValidationPoint::merged) {
    expansion.validation = torch::Tensor();
  } else if (where == ValidationPoint::lookahead) {
    auto ahead = train_gradient(theta()).gradient;
    if (step_.base_rule) anchor_gradient_ = ahead.clone();
    expansion.validation = rate_weighted(ahead).mul_(-base_learning_rate()).add_(theta());
  } else if (where == ValidationPoint::post_step) {
    anchor_ = step_.base_update->theta_before;
    anchor_version_ = anchor_._version();
    anchor_gradient_ = step_.base_update->gradient;
    expansion.around = anchor_;
  }
  expanded_ = true;
  restrict_to(parameters);
  return expansion;
}

void BilevelProblem::restrict_to(const std::vector<std::string>& prefixes) {
  if (prefixes.empty()) return;
  counts_ = segments_with_prefix(layout(), prefixes);
  if (!state_.head_split) return;
  const auto head = segments_with_prefix(layout(), state_.head_split->head_parameters());
  head_only_ = true;
  for (std::size_t i = 0; i < head.size(); ++i) head_only_ = head_only_ && (head[i] || !counts_[i]);
}

}  // namespace evograd
