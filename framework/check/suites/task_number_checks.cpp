#include <fmt/core.h>
#include <torch/autograd.h>
#include <torch/types.h>

#include "framework/check/fixtures/derivative.hpp"
#include "framework/check/fixtures/exact_value.hpp"
#include "framework/check/fixtures/task_fixture.hpp"
#include "framework/check/suites/suites.hpp"
#include "framework/memory/device_memory.hpp"

namespace evograd::host::check {
namespace {

/// Initial values are often special, such as an angle of 0 that meets every pixel at its centre, where interpolation
/// has kinks.
void leave_initial_values(TrainingState& state, RandomKey key) {
  const torch::NoGradGuard no_grad;
  auto generator = key.fold("point").generator();
  for (auto* parameters : {&state.theta, &state.lambda}) {
    auto& values = parameters->values();
    values.add_(torch::randn(values.sizes(), generator, values.options()), 0.05);
  }
}

void expect_derivative(TaskFixture& fixture, FlatParameters& parameters, LossKind kind, const std::string& what,
                       RandomKey key) {
  const auto batch = kind == LossKind::training ? fixture.training_batch(1) : fixture.validation_batch(1);
  leave_initial_values(fixture.state(), key);
  if (kind == LossKind::training) fixture.hold(batch);
  const auto error = derivative_error([&] { return fixture.loss(kind, batch); }, parameters, key);
  expect(error < 1e-3,
         fmt::format(
             "the derivative of {} is wrong by {} relative to central differences in double precision; if the gradient "
             "is cut on purpose, provide an option that does not cut it and set it in ComponentDescription::small",
             what, number(error)));
}

void has_the_right_gradient(Context& context) {
  TaskFixture fixture(context, torch::kFloat64);
  auto& theta = fixture.state().theta;
  expect_derivative(fixture, theta, LossKind::training, "the training loss with respect to the parameters",
                    context.key);
  expect_derivative(fixture, theta, LossKind::validation, "the validation loss with respect to the parameters",
                    context.key);
}

void has_the_right_meta_gradient(Context& context) {
  TaskFixture fixture(context, torch::kFloat64);
  auto& lambda = fixture.state().lambda;
  if (lambda.tensors().empty()) throw Skip("it has no meta-parameters");
  expect_derivative(fixture, lambda, LossKind::training, "the training loss with respect to the meta-parameters",
                    context.key);
  if (!fixture.state().traits.validation_sees_lambda) return;
  expect_derivative(fixture, lambda, LossKind::validation, "the validation loss with respect to the meta-parameters",
                    context.key);
}

void can_be_differentiated_twice(Context& context) {
  TaskFixture fixture(context, torch::kFloat64);
  if (!fixture.state().traits.twice_differentiable)
    throw Skip("it declares that its losses cannot be differentiated twice");
  const auto& tensors = fixture.state().theta.tensors();
  const auto remedy = "; return {.twice_differentiable = false} from traits() if that cannot be avoided";
  try {
    const auto loss = fixture.loss(LossKind::training, fixture.training_batch(0));
    auto squared = torch::zeros({}, torch::kFloat64);
    for (const auto& gradient : torch::autograd::grad({loss}, tensors, {}, true, true, true)) {
      if (gradient.defined()) squared = squared + gradient.square().sum();
    }
    expect(squared.requires_grad(), std::string("the gradient of the training loss has no autograd graph") + remedy);
    torch::autograd::grad({squared}, tensors, {}, false, false, true);
  } catch (const c10::Error& error) {
    throw Failure(std::string("the training loss cannot be differentiated twice: ") + error.what_without_backtrace() +
                  remedy);
  }
}

void task_keeps_memory_flat(Context& context) {
  TaskFixture fixture(context);
  const DeviceMemory memory(torch::kCPU);
  const auto step = [&](std::int64_t number) {
    for (const auto kind : {LossKind::training, LossKind::validation}) {
      const auto batch =
          kind == LossKind::training ? fixture.training_batch(number % 7) : fixture.validation_batch(number % 7);
      torch::autograd::grad({fixture.loss(kind, batch)}, fixture.state().theta.tensors(), {}, false, false, true);
    }
  };
  for (std::int64_t i = 0; i < 10; ++i) step(i);
  const auto before = memory.live_bytes();
  for (std::int64_t i = 10; i < 80; ++i) step(i);
  const auto growth = static_cast<double>(memory.live_bytes()) - static_cast<double>(before);
  expect(growth < 70 * 16,
         "70 steps left " + number(growth) + " bytes of tensors allocated; do not keep batches or graphs");
}

}  // namespace

std::vector<Check> task_number_checks() {
  return {
      {"task/gradient", Level::numbers,
       "In double precision, the derivatives of both losses with respect to θ match central differences.",
       has_the_right_gradient},
      {"task/meta-gradient", Level::numbers,
       "In double precision, the derivatives with respect to λ of the losses that depend on it match central "
       "differences.",
       has_the_right_meta_gradient},
      {"task/second-order", Level::numbers, "The training loss can be differentiated twice if the task declares it.",
       can_be_differentiated_twice},
      {"task/memory", Level::numbers, "No tensors accumulate from step to step.", task_keeps_memory_flat},
  };
}

}  // namespace evograd::host::check
