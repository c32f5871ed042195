#include "widen.hpp"

#include "evograd/error.hpp"

namespace toy {
namespace {

std::int64_t width_of(const evograd::InputSpecification& input) {
  if (input.shape.size() != 1) throw evograd::Error("", "the input must have one dimension", "use another backbone");
  return input.shape[0];
}

}  // namespace

evograd::Schema<WidenOptions> WidenOptions::schema() {
  return {{"width", &WidenOptions::width, evograd::between(1, 1000), "features"}};
}

Widen::Widen(const Options& options, const evograd::InputSpecification& input)
    : width_(options.width), linear_(register_module("linear", torch::nn::Linear(width_of(input), options.width))) {}

torch::Tensor Widen::forward(const torch::Tensor& input, evograd::Tap& tap) {
  return tap("hidden", linear_(input).relu());
}

}  // namespace toy
