#pragma once

#include "evograd/estimator.hpp"
#include "evograd/options.hpp"

/// An estimator without fault.
class SilentEstimator : public evograd::MetaGradientEstimator {
 public:
  using Options = evograd::NoOptions;
  explicit SilentEstimator(const Options&) {}
  evograd::MetaGradient estimate(evograd::BilevelProblem& problem) override {
    return {problem.zero_meta_gradient(), {}};
  }
};
