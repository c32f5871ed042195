#pragma once

#include "evograd/estimator.hpp"

namespace estimators {

using namespace evograd;

/// The control without meta-learning: λ keeps its initial value, and the base updates use the same loss and schedule.
class NoMetaGradient : public MetaGradientEstimator {
 public:
  using Options = NoOptions;
  explicit NoMetaGradient(const Options&) {}

  MetaGradient estimate(BilevelProblem& problem) override { return {problem.zero_meta_gradient(), {}}; }
  EstimatorNeeds needs() const override { return {.meta_update = false}; }
  Estimand estimand() const override { return Estimand::none; }
};

}  // namespace estimators
