#include "framework/optimizer/base_rule.hpp"

#include <torch/types.h>

#include <cmath>

namespace evograd::host {
namespace {

struct AdamMoments {
  torch::Tensor first;
  torch::Tensor second;
  std::int64_t steps = 0;
};

AdamMoments moments(const OptimizerState& state) {
  if (state.moments.empty()) return {};
  return {state.moments.at(0).second.detach().clone(), state.moments.at(1).second.detach().clone(), state.steps};
}

/// The components of the update: m̂ = m'/c₁ and √v̂ = √(v'/c₂).
struct AdamAverages {
  torch::Tensor first;
  torch::Tensor root;
  double first_correction = 1;
  double second_correction = 1;
};

AdamAverages averages(const OptimizerOptions& options, const AdamMoments& before, const torch::Tensor& g) {
  const auto or_zero = [&](const torch::Tensor& bilevel_step) {
    return bilevel_step.defined() ? bilevel_step : torch::zeros_like(g);
  };
  const auto steps = static_cast<double>(before.steps + 1);
  const double first_correction = 1 - std::pow(options.beta1, steps);
  const double second_correction = 1 - std::pow(options.beta2, steps);
  const auto second = (or_zero(before.second) * options.beta2 + g.square() * (1 - options.beta2)) / second_correction;
  return {(or_zero(before.first) * options.beta1 + g * (1 - options.beta1)) / first_correction, second.sqrt(),
          first_correction, second_correction};
}

/// ∂u/∂g, element by element, for u = η (m'/c₁)/(√(v'/c₂) + ε), m' = β₁m + (1 − β₁)g, v' = β₂v + (1 − β₂)g².
torch::Tensor adam_jacobian(const OptimizerOptions& options, double learning_rate, const AdamMoments& before,
                            const torch::Tensor& g) {
  const auto [first, root, first_correction, second_correction] = averages(options, before, g);
  const auto denominator = root + options.epsilon;
  const auto root_derivative = torch::where(root > 0, g * ((1 - options.beta2) / second_correction) / root, 0 * g);
  const auto derivative =
      (1 - options.beta1) / first_correction / denominator - first * root_derivative / denominator.square();
  return torch::where(root > 0, derivative * learning_rate, 0 * g);
}

}  // namespace

BaseRule base_rule(const OptimizerOptions& options, double learning_rate, const OptimizerState& state) {
  BaseRule rule;
  rule.learning_rate = learning_rate;
  if (options.kind == "sgd") {
    rule.momentum = options.momentum;
    rule.nesterov = options.nesterov;
    rule.weight_decay = options.weight_decay;
    if (!state.moments.empty()) rule.velocity = state.moments.front().second.detach().clone();
    return rule;
  }
  rule.gradient_descent = false;
  const bool decoupled = options.kind == "adamw";
  const auto before = moments(state);
  rule.adaptive_update = [=](const torch::Tensor& gradient, const torch::Tensor& point) {
    const double decay = options.weight_decay;
    const auto g = decoupled || decay == 0 ? gradient : gradient + decay * point;
    const auto [first, root, first_correction, second_correction] = averages(options, before, g);
    const auto update = first / (root + options.epsilon) * learning_rate;
    return decoupled && decay != 0 ? update + learning_rate * decay * point : update;
  };
  rule.adaptive_jacobian = [=](const torch::Tensor& gradient, const torch::Tensor& point) {
    const double decay = decoupled ? 0 : options.weight_decay;
    return adam_jacobian(options, learning_rate, before, decay == 0 ? gradient : gradient + decay * point);
  };
  return rule;
}

BaseRule joined_rule(const std::vector<BaseRule>& rules, const std::vector<OptimizerRange>& ranges,
                     const torch::Tensor& values) {
  const torch::NoGradGuard no_grad;
  const auto part = [](const torch::Tensor& flat, const OptimizerRange& range) {
    return flat.narrow(0, range.begin, range.length);
  };
  auto joined = rules.front();
  if (joined.gradient_descent) {
    joined.weight_decays = torch::zeros_like(values);
    if (joined.velocity.defined()) joined.velocity = torch::zeros_like(values);
    for (std::size_t i = 0; i < ranges.size(); ++i) {
      part(joined.weight_decays, ranges[i]).fill_(rules[i].weight_decay);
      if (rules[i].velocity.defined()) part(joined.velocity, ranges[i]).copy_(rules[i].velocity);
    }
    return joined;
  }
  const auto by_range = [=](BaseRule::Function BaseRule::*function) {
    return [=](const torch::Tensor& gradient, const torch::Tensor& point) {
      auto result = torch::empty_like(gradient);
      for (std::size_t i = 0; i < ranges.size(); ++i) {
        part(result, ranges[i]).copy_((rules[i].*function)(part(gradient, ranges[i]), part(point, ranges[i])));
      }
      return result;
    };
  };
  joined.adaptive_update = by_range(&BaseRule::adaptive_update);
  joined.adaptive_jacobian = by_range(&BaseRule::adaptive_jacobian);
  return joined;
}

}  // namespace evograd::host
