#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "evograd/estimator.hpp"
#include "evograd/options.hpp"

namespace toy {

struct NoiseOptions {
  std::int64_t candidates = 2;
  double sigma = 0.001;
  std::string mode = "plain";
  std::vector<std::string> layers;

  static evograd::Schema<NoiseOptions> schema();
};

/// Noise instead of a meta-gradient, the mean of `candidates` draws of size sigma.
class Noise : public evograd::MetaGradientEstimator {
 public:
  using Options = NoiseOptions;

  /// Throws Error where mode is "antithetic" and the number of candidates odd.
  explicit Noise(const Options& options);

  evograd::MetaGradient estimate(evograd::BilevelProblem& problem) override;

 private:
  Options options_;
};

}  // namespace toy
