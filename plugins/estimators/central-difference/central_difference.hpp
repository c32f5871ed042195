#pragma once

#include <string>

#include "evograd/estimator.hpp"
#include "evograd/options.hpp"

namespace evograd {

struct CentralDifferenceOptions {
  std::string validation_point = "auto";
  double relative_step = 0.01;
  std::string sides = "two";

  static Schema<CentralDifferenceOptions> schema();
};

/// The mixed product of T1–T2 by a difference along v: first order, at the memory of a plain step.
///
///     h = ∂ℓ_V/∂λ − η (∂ℓ_T/∂λ(θ + sv) − ∂ℓ_T/∂λ(θ − sv)) / 2s,  s = relative_step/|v|
///
/// It is EvoGrad with the perturbation along v instead of a random one. Error O(s²), or O(s) with one side. Cost: the
/// lookahead 3F (nothing where the base update came first), 3F for v, 2F; with one side after the base update 1F.
///
/// Citation: H. Liu, K. Simonyan, Y. Yang, DARTS: Differentiable architecture search, ICLR 2019.
class CentralDifference : public MetaGradientEstimator {
 public:
  using Options = CentralDifferenceOptions;
  explicit CentralDifference(const Options& options);

  MetaGradient estimate(BilevelProblem& problem) override;
  EstimatorNeeds needs() const override { return {.validation_point = validation_point_}; }

 private:
  ValidationPoint validation_point_;
  double relative_step_;
  BilevelProblem::Sides sides_;
};

}  // namespace evograd
