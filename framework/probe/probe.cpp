#include "framework/probe/probe.hpp"

#include <c10/util/Exception.h>

#include <cmath>

#include "evograd/flat_vector.hpp"
#include "evograd/perturbation.hpp"

namespace evograd::host {
namespace {

constexpr double kRelativeStep = 0.01;

/// ∂/∂λ ⟨∇_θ ℓ_T(point), v⟩, exact if the task allows it.
torch::Tensor mixed_product(BilevelProblem& problem, bool exactly, const torch::Tensor& point, const torch::Tensor& v) {
  if (exactly) {
    try {
      return problem.mixed_product(point, v);
    } catch (const c10::NotImplementedError&) {  // an operator without a forward-mode derivative
    }
  }
  return problem.mixed_difference(point, v, kRelativeStep, BilevelProblem::Sides::two);
}

struct Reference {
  torch::Tensor v;      ///< ∇ℓ_V, weighted with the learning rates
  torch::Tensor mixed;  ///< M v
  torch::Tensor value;  ///< the hypergradient
};

Reference reference(BilevelProblem& problem, bool exactly, ValidationPoint where, torch::Tensor& around) {
  auto expansion = problem.expand(where);
  around = expansion.around;
  const auto validation = problem.validation_gradient(std::move(expansion.validation));
  const auto v = problem.rate_weighted(validation.gradient);
  const auto mixed = mixed_product(problem, exactly, around, v);
  auto value = -problem.base_learning_rate() * mixed;
  if (validation.lambda_gradient.defined()) value += validation.lambda_gradient;
  return {v, mixed, value};
}

double cosine(const torch::Tensor& a, const torch::Tensor& b) {
  const double product = flat_norm(a) * flat_norm(b);
  return product == 0 ? 0 : flat_dot(a, b) / product;
}

/// The mean of |Mn|² over random sign vectors n, whose expectation is |M|².
double squared_norm_of_mixed(BilevelProblem& problem, bool exactly, const torch::Tensor& around,
                             std::int64_t directions) {
  const auto ranges = ranges_with_prefix(problem.layout(), {});
  double sum = 0;
  for (std::int64_t i = 0; i < directions; ++i) {
    auto n = torch::zeros_like(around);
    const auto key = problem.random_key("probe").fold(static_cast<std::uint64_t>(i));
    Perturbation(key, Noise::rademacher, 1, ranges).add_to(n, 1);
    sum += std::pow(flat_norm(mixed_product(problem, exactly, around, n)), 2);
  }
  return sum / static_cast<double>(directions);
}

}  // namespace

std::optional<ProbeReading> probe(TrainingState& state, const BilevelStep& bilevel_step, const MetaGradient& estimate,
                                  const EstimatorNeeds& needs, std::int64_t directions) {
  const FullPrecision precision(state);  // the reference of every measurement
  const bool exactly = state.after_network || state.traits.twice_differentiable;
  const bool post_step = bilevel_step.base_update && bilevel_step.base_update->theta_before.defined();
  BilevelProblem problem(state, bilevel_step);
  torch::Tensor around;
  const auto exact =
      reference(problem, exactly, post_step ? ValidationPoint::post_step : ValidationPoint::lookahead, around);
  const double exact_norm = flat_norm(exact.value);
  if (!(exact_norm > 0) || !std::isfinite(exact_norm)) return std::nullopt;

  ProbeReading reading;
  const auto value = estimate.calibrated();
  reading.cosine = cosine(value, exact.value);
  reading.norm_ratio = flat_norm(value) / exact_norm;
  reading.scale_error = flat_norm(value - exact.value) / exact_norm;
  if (estimate.random_directions > 0) {
    BilevelProblem own(state, bilevel_step);
    const bool merged = needs.validation_point == ValidationPoint::merged;
    const auto seen = reference(own, exactly, merged ? ValidationPoint::current : needs.validation_point, around);
    if (flat_norm(seen.mixed) == 0) return reading;
    const double r = squared_norm_of_mixed(own, exactly, around, directions) *
                     std::pow(flat_norm(seen.v) / flat_norm(seen.mixed), 2);
    reading.same_point_cosine = cosine(value, seen.value);
    reading.predicted_cosine = std::sqrt(estimate.random_directions / (estimate.random_directions + r + 1));
  }
  return reading;
}

}  // namespace evograd::host
