#pragma once

#include "evograd/estimator.hpp"
#include "evograd/exact_one_step.hpp"
#include "evograd/options.hpp"

/// An estimator without fault, to be spoilt.
class GoodEstimator : public evograd::MetaGradientEstimator {
 public:
  using Options = evograd::NoOptions;
  explicit GoodEstimator(const Options&) {}

  evograd::MetaGradient estimate(evograd::BilevelProblem& problem) override { return {exact(problem), {}}; }
  evograd::EstimatorNeeds needs() const override { return {.second_order = true}; }

 protected:
  static torch::Tensor exact(evograd::BilevelProblem& problem) {
    return evograd::exact_one_step(problem, evograd::ValidationPoint::lookahead).value;
  }
};
