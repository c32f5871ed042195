#include "noise.hpp"

#include <torch/torch.h>

#include "evograd/error.hpp"

namespace toy {

evograd::Schema<NoiseOptions> NoiseOptions::schema() {
  using O = NoiseOptions;
  return {
      {"candidates", &O::candidates, evograd::at_least(2), "how many draws are averaged"},
      {"sigma", &O::sigma, evograd::positive(), "size of a draw"},
      {"mode", &O::mode, evograd::one_of({"plain", "antithetic"}), "whether draws come in opposite pairs"},
      {"layers", &O::layers, evograd::any_value(), "names that nothing reads"},
  };
}

Noise::Noise(const Options& options) : options_(options) {
  if (options_.mode == "antithetic" && options_.candidates % 2 != 0) {
    throw evograd::Error("", "'candidates' is odd, but antithetic draws come in pairs", "make it even");
  }
}

evograd::MetaGradient Noise::estimate(evograd::BilevelProblem& problem) {
  auto sum = problem.zero_meta_gradient();
  auto generator = problem.random_key("noise").generator();
  // Opposite draws cancel, so their mean is zero whatever they are.
  const std::int64_t draws = options_.mode == "antithetic" ? 0 : options_.candidates;
  for (std::int64_t k = 0; k < draws; ++k) sum += torch::randn(sum.sizes(), generator, sum.options()) * options_.sigma;
  return {sum / options_.candidates, {}};
}

}  // namespace toy
