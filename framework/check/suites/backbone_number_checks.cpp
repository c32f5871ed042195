#include <fmt/core.h>
#include <torch/autograd.h>
#include <torch/types.h>

#include <memory>

#include "evograd/flat_parameters.hpp"
#include "evograd/module_state.hpp"
#include "framework/check/fixtures/backbone_fixture.hpp"
#include "framework/check/fixtures/derivative.hpp"
#include "framework/check/fixtures/exact_value.hpp"
#include "framework/check/suites/suites.hpp"
#include "framework/inputs/sample_inputs.hpp"
#include "framework/memory/device_memory.hpp"

namespace evograd::host::check {
namespace {

torch::Tensor input_of(const Accepted& accepted, std::int64_t size, RandomKey key, torch::Dtype dtype) {
  const auto batch = batch_of(accepted.input, size, key);
  return batch.is_floating_point() ? batch.to(dtype) : batch;
}

/// A loss of the features at the current parameters: their product with fixed random numbers.
class ProbeLoss {
 public:
  ProbeLoss(const Accepted& accepted, RandomKey key, torch::Dtype dtype)
      : backbone_(*accepted.backbone), key_(key), input_(input_of(accepted, 4, key, dtype)) {}

  torch::Tensor operator()() {
    const GlobalGeneratorGuard seeded(key_.fold("layers"), torch::kCPU);  // the same dropout each time
    Tap unchanged;
    const auto features = backbone_.forward(input_, unchanged);
    auto generator = key_.fold("weights").generator();
    return (features * torch::randn(features.sizes(), generator, features.options().requires_grad(false))).sum();
  }

 private:
  Backbone& backbone_;
  RandomKey key_;
  torch::Tensor input_;
};

void has_the_derivative_it_says(Context& context) {
  for (const auto& one : accepted(context)) {
    one.backbone->to(torch::kFloat64);
    FlatParameters theta(one.backbone);
    if (theta.tensors().empty()) throw Skip("it has no parameters to train");
    ModuleState modules({one.backbone});
    for (const bool training : {false, true}) {
      one.backbone->train(training);
      ProbeLoss loss(one, context.key, torch::kFloat64);
      const auto error = derivative_error(loss, theta, context.key);
      expect(error < 1e-3,
             fmt::format("{} on {} the derivative of its features is wrong by {} relative to central differences in "
                         "double precision",
                         training ? "in training mode" : "in evaluation mode", input_text(one.input), number(error)));
    }
  }
}

void works_in_channels_last(Context& context) {
  bool any_images = false;
  for (const auto& one : accepted(context)) {
    if (one.input.shape.size() != 3) continue;
    any_images = true;
    one.backbone->eval();
    const torch::NoGradGuard no_grad;
    Tap unchanged;
    const auto batch = batch_of(one.input, 3, context.key);
    const auto before = one.backbone->forward(batch, unchanged).clone();
    const FlatParameters theta(one.backbone, torch::MemoryFormat::ChannelsLast);
    const auto after = one.backbone->forward(batch.contiguous(torch::MemoryFormat::ChannelsLast), unchanged);
    expect(torch::allclose(before, after, 1e-3, 1e-4),
           "features of " + input_text(one.input) + " differ when images and weights are stored as channels_last");
  }
  if (!any_images) throw Skip("it does not accept images");
}

void backbone_keeps_memory_flat(Context& context) {
  const DeviceMemory memory(torch::kCPU);
  for (const auto& one : accepted(context)) {
    one.backbone->train();
    const FlatParameters theta(one.backbone);
    if (theta.tensors().empty()) throw Skip("it has no parameters to train");
    ProbeLoss loss(one, context.key, torch::kFloat32);
    const auto step = [&] { torch::autograd::grad({loss()}, theta.tensors(), {}, false, false, true); };
    for (int i = 0; i < 3; ++i) step();
    const auto before = memory.live_bytes();
    for (int i = 0; i < 20; ++i) step();
    const auto growth = static_cast<double>(memory.live_bytes()) - static_cast<double>(before);
    expect(growth <= 0, "20 passes left " + number(growth) + " bytes of tensors allocated; do not keep activations");
  }
}

}  // namespace

std::vector<Check> backbone_number_checks() {
  return {
      {"backbone/derivative", Level::numbers,
       "In double precision, the derivative of the features with respect to the parameters matches central "
       "differences.",
       has_the_derivative_it_says},
      {"backbone/channels-last", Level::numbers,
       "Features are the same whether images and weights are stored contiguously or as channels_last.",
       works_in_channels_last},
      {"backbone/memory", Level::numbers, "No tensors accumulate from pass to pass.", backbone_keeps_memory_flat},
  };
}

}  // namespace evograd::host::check
