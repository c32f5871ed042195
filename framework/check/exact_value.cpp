#include "framework/check/exact_value.hpp"

#include <cstdio>

namespace evograd::host::check {
namespace {

constexpr double least_cosine = 0.95;
constexpr double largest_ratio = 1.25;  // of the norms, either way

/// ℓ_V after `steps` steps of gradient descent from the present θ; θ is put back.
double loss_after(EstimatorBench& bench, std::int64_t steps) {
  auto& state = bench.state();
  const auto before = state.theta.values().detach().clone();
  for (std::int64_t i = 0; i < steps; ++i) {
    const auto gradients = torch::autograd::grad({bench.task().training_loss({})}, state.theta.tensors());
    const torch::NoGradGuard no_grad;
    state.theta.values().sub_(state.theta.layout().pack(gradients, before.options()), EstimatorBench::learning_rate);
  }
  const torch::NoGradGuard no_grad;
  const auto loss = bench.task().validation_loss({}).item<double>();
  state.theta.values().copy_(before);
  return loss;
}

}  // namespace

torch::Tensor unrolled_hypergradient(EstimatorBench& bench) {
  auto& lambda = bench.state().lambda;
  auto exact = torch::zeros_like(lambda.values());
  const double step = 1e-5;
  for (const auto& segment : lambda.layout().segments()) {
    for (auto i = segment.offset; i < segment.offset + segment.size; ++i) {
      const auto displaced = [&](double by) {
        const torch::NoGradGuard no_grad;
        lambda.values()[i] += by;
      };
      displaced(step);
      const double ahead = loss_after(bench, bench.needs().training_batches);
      displaced(-2 * step);
      const double behind = loss_after(bench, bench.needs().training_batches);
      displaced(step);
      exact[i] = (ahead - behind) / (2 * step);
    }
  }
  return exact;
}

void expect_direction(const Comparison& comparison) {
  const auto value = cosine(comparison.exact, comparison.mean);
  expect(value >= least_cosine, "the cosine between the mean of its estimates and the exact derivative is " +
                                    number(value) + ", less than " + number(least_cosine));
}

void expect_scale(const Comparison& comparison) {
  if (cosine(comparison.exact, comparison.mean) < least_cosine) throw Skip("it does not point the right way");
  const auto ratio = (comparison.mean.norm() / comparison.exact.norm()).item<double>();
  expect(ratio < largest_ratio && ratio > 1 / largest_ratio,
         "the mean of its estimates, times MetaGradient::calibration, is " + number(ratio) +
             " times as long as the exact derivative");
}

std::string number(double value) {
  char text[32];
  std::snprintf(text, sizeof text, "%.4g", value);
  return text;
}

}  // namespace evograd::host::check
