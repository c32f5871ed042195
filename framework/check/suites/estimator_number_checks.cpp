#include <torch/types.h>

#include <algorithm>
#include <memory>

#include "evograd/analytic/direct_quadratic.hpp"
#include "framework/check/fixtures/exact_value.hpp"
#include "framework/check/fixtures/fixture_problems.hpp"
#include "framework/check/suites/suites.hpp"
#include "framework/memory/device_memory.hpp"

namespace evograd::host::check {
namespace {

constexpr std::int64_t piecewise_parameters = 8;
constexpr std::int64_t piecewise_meta_parameters = 3;

std::shared_ptr<PiecewiseQuadratic> piecewise_quadratic(const Context& context) {
  return std::make_shared<PiecewiseQuadratic>(piecewise_parameters, piecewise_meta_parameters,
                                              context.key.fold("quadratic"), std::vector<Piece>{{0, 4}, {4, 4}});
}

Comparison on_quadratic(Context& context) {
  const auto problem = piecewise_quadratic(context);
  EstimatorFixture fixture(context, problem);
  return compared(fixture, *problem);
}

void points_the_right_way(Context& context) { expect_direction(on_quadratic(context)); }

void has_the_right_scale(Context& context) { expect_scale(on_quadratic(context)); }

void is_right_after_the_network(Context& context) {
  const auto problem = std::make_shared<WeightedLeastSquares>(piecewise_parameters, piecewise_meta_parameters,
                                                              context.key.fold("least squares"));
  EstimatorFixture fixture(context, problem);
  const auto comparison = compared(fixture, *problem);
  expect_direction(comparison);
  expect_scale(comparison);
}

void is_linear_in_the_validation_loss(Context& context) {
  const auto doubled_problem = piecewise_quadratic(context);
  doubled_problem->scale_validation_loss(2);
  EstimatorFixture once(context, piecewise_quadratic(context)), twice(context, doubled_problem);
  require_derivative(once);
  for (std::int64_t step = 0; step < 5; ++step) {
    const auto single = once.estimate(step).value, doubled = twice.estimate(step).value;
    const double length = doubled.norm().item<double>();
    const double error = (doubled - 2 * single).norm().item<double>() / std::max(length, 1e-300);
    const auto message =
        "doubling the validation loss does not double the value (relative error " + number(error) + ")";
    expect(error <= 0.03, message);
    if (error <= 0.01) continue;
    // A legitimate bias that shrinks with an option, such as that of a penalty or a perturbation.
    context.warnings.push_back(message +
                               "; if a bias explains it, set options that make it small in "
                               "ComponentDescription::small");
    return;
  }
}

/// ∂ℓ_V/∂λ is all that a validation loss with a direct dependence on λ adds, whatever reaches λ through θ.
void adds_the_direct_part(Context& context) {
  const auto key = context.key.fold("quadratic");
  EstimatorFixture without(context,
                           std::make_shared<analytic::Quadratic>(piecewise_parameters, piecewise_meta_parameters, key));
  EstimatorFixture with(
      context, std::make_shared<analytic::DirectQuadratic>(piecewise_parameters, piecewise_meta_parameters, key));
  require_derivative(without);
  const std::int64_t count = without.is_random() ? 128 : 1;
  auto added = torch::zeros_like(with.state().lambda.values());
  for (std::int64_t step = 0; step < count; ++step) {
    added += (with.estimate(step).value - without.estimate(step).value) / count;
  }
  const auto& lambda = with.state().lambda.values();
  const auto error = ((added - lambda).norm() / lambda.norm()).item<double>();
  expect(error < 0.25,
         "if the validation loss depends on the meta-parameters directly, that derivative is missing from the value "
         "(error " +
             number(error) + " relative to it); return BilevelProblem::hypergradient(), which adds it");
}

void estimator_keeps_memory_flat(Context& context) {
  EstimatorFixture fixture(context, piecewise_quadratic(context));
  require_estimates(fixture);
  const DeviceMemory memory(torch::kCPU);
  for (std::int64_t step = 0; step < 20; ++step) fixture.estimate(step, true);
  const auto before = memory.live_bytes();
  for (std::int64_t step = 20; step < 220; ++step) fixture.estimate(step, true);
  const auto growth = static_cast<double>(memory.live_bytes()) - static_cast<double>(before);
  // What an estimator keeps from step to step may just have been freed; a leak would accumulate 200 times.
  expect(growth < 200 * 64,
         "200 steps left " + number(growth) + " bytes of tensors allocated; do not keep a graph after the call");
}

}  // namespace

std::vector<Check> estimator_number_checks() {
  return {
      {"estimator/direction", Level::numbers,
       "On a quadratic problem, the mean of its estimates points in the direction of the declared estimand.",
       points_the_right_way},
      {"estimator/scale", Level::numbers, "The mean of its estimates, calibrated, has the right length.",
       has_the_right_scale},
      {"estimator/after-network", Level::numbers,
       "Direction and length are also right if λ acts after the network, on weighted least squares.",
       is_right_after_the_network},
      {"estimator/linear", Level::numbers, "The value is linear in the validation loss.",
       is_linear_in_the_validation_loss},
      {"estimator/direct", Level::numbers, "If the validation loss depends on λ directly, the value includes ∂ℓ_V/∂λ.",
       adds_the_direct_part},
      {"estimator/memory", Level::numbers, "No tensors accumulate from step to step.", estimator_keeps_memory_flat},
  };
}

}  // namespace evograd::host::check
