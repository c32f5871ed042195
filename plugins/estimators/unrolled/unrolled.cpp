#include "unrolled.hpp"

#include <algorithm>
#include <utility>
#include <vector>

#include "evograd/error.hpp"

namespace estimators {
namespace {

/// θ − u(gradient); advances the rule's velocity. `gradient` is consumed.
torch::Tensor advance(BaseRule& rule, const torch::Tensor& point, torch::Tensor gradient) {
  rule.add_weight_decay(gradient, point);
  if (rule.momentum != 0) {
    rule.velocity = rule.velocity.defined() ? torch::add(gradient, rule.velocity, rule.momentum) : gradient.clone();
    rule.nesterov ? gradient.add_(rule.velocity, rule.momentum) : gradient.copy_(rule.velocity);
  }
  return rule.rate_weighted(gradient).mul_(-rule.learning_rate).add_(point);
}

}  // namespace

Schema<UnrolledOptions> UnrolledOptions::schema() {
  using O = UnrolledOptions;
  return {
      {"steps", &O::steps, at_least(1), "N, the number of inner steps to differentiate through"},
      {"truncate", &O::truncate, at_least(0),
       "number of inner steps, from the last, that the adjoint covers; 0 for all"},
      {"inner_rule", &O::inner_rule, one_of({"sgd", "base"}),
       "rule of an inner step: plain gradient descent, or the base optimizer's rule with its momentum and weight "
       "decay"},
  };
}

std::int64_t Unrolled::earliest() const {
  return options_.truncate == 0 ? 0 : std::max<std::int64_t>(options_.steps - options_.truncate, 0);
}

EstimatorNeeds Unrolled::needs() const {
  return {.training_batches = options_.steps,
          .validation_point = ValidationPoint::automatic,
          .second_order = true,
          .hessian_products = options_.steps - earliest() > 1,
          .base_rule = options_.inner_rule == "base"};
}

BaseRule Unrolled::rule(const BilevelProblem& problem) const {
  if (options_.inner_rule == "sgd") {
    BaseRule plain;
    plain.learning_rate = problem.base_learning_rate();
    plain.relative_rates = problem.relative_rates();
    return plain;
  }
  const auto& rule = problem.base_rule();
  if (rule.gradient_descent) return rule;
  throw Error("estimator", "inner_rule = \"base\" supports gradient descent, but the base optimizer is adaptive",
              "set inner_rule = \"sgd\", or [optimizer.base] use = \"sgd\"");
}

MetaGradient Unrolled::estimate(BilevelProblem& problem) {
  auto rule = this->rule(problem);
  std::vector<torch::Tensor> points{problem.base_update_first() ? problem.expand(ValidationPoint::post_step).around
                                                                : problem.theta()};
  double first_loss = 0;
  double last_loss = 0;
  for (std::int64_t i = 0; i < options_.steps; ++i) {
    auto training = problem.train_gradient(points.back(), i);
    if (i == 0) first_loss = training.loss;
    last_loss = training.loss;
    points.push_back(advance(rule, points.back(), std::move(training.gradient)));
  }
  auto end = std::move(points.back());
  points.pop_back();
  const auto validation = problem.validation_gradient(std::move(end));

  auto indirect = problem.zero_meta_gradient();
  auto adjoint = validation.gradient;                  // dℓ_V/dθ_{i+1}
  auto velocity_adjoint = torch::zeros_like(adjoint);  // dℓ_V/db_{i+1} through the later steps
  const double through_velocity = rule.learning_rate * (rule.nesterov ? rule.momentum : 1);
  for (std::int64_t i = options_.steps - 1; i >= earliest(); --i) {
    const auto weighted = rule.rate_weighted(adjoint);
    velocity_adjoint.sub_(weighted, through_velocity);
    const auto to_gradient = rule.nesterov ? torch::sub(velocity_adjoint, weighted, rule.learning_rate)
                                           : velocity_adjoint;  // dℓ_V/d∇ℓ_T(θ_i)
    if (i == earliest()) {
      indirect += problem.mixed_product(points[i], to_gradient, BilevelProblem::MixedProduct::automatic, i);
      break;
    }
    const auto products = problem.second_order_products(points[i], to_gradient, i);
    indirect += products.mixed;
    adjoint.add_(products.hessian);
    rule.add_weight_decay(adjoint, to_gradient);
    velocity_adjoint.mul_(rule.momentum);
    points.pop_back();  // frees its memory for the next double backward pass
  }
  return problem.hypergradient(validation, indirect,
                               {{"inner_loss_first", first_loss}, {"inner_loss_last", last_loss}});
}

}  // namespace estimators
