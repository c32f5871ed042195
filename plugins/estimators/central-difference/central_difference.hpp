#pragma once

#include <string>
#include <vector>

#include "evograd/estimator.hpp"
#include "evograd/options.hpp"

namespace estimators {

using namespace evograd;

struct CentralDifferenceOptions {
  std::string validation_point = "auto";
  double relative_step = 0.01;
  std::string sides = "auto";
  std::string precondition = "none";
  std::vector<std::string> parameters = {};

  static Schema<CentralDifferenceOptions> schema();
};

/// The mixed product of T1–T2 by a difference along v: first order, at the memory of a plain step.
///
///     h = ∂ℓ_V/∂λ − η (∂ℓ_T/∂λ(θ + sv) − ∂ℓ_T/∂λ(θ − sv)) / 2s,  s = relative_step/|v|
///
/// It is EvoGrad with the perturbation along v instead of a random one, linear weights and one pair. Error O(s²), or
/// O(s) with one side, θ and θ + sv, where the evaluation at θ is free if the base update has left the network's terms
/// there; automatic sides are one where that is so, else two. Preconditioned by the base optimizer, v becomes Dv and η
/// is left out, D the diagonal of ∂u/∂g of the base update θ' = θ − u(g): what Adam's θ' depends on. With `parameters`
/// only these parts of θ are moved, and where they lie in the task's head the encoder is run once. Cost: the lookahead
/// 3F (nothing where the base update came first), 3F for v, 2F; with one side after the base update 1F. Memory: that of
/// a plain step; preconditioned also a copy of the optimizer's state.
///
/// Citation: H. Liu, K. Simonyan, Y. Yang, DARTS: Differentiable architecture search, ICLR 2019; preconditioned:
/// S. K. Choe et al., Making scalable meta learning practical (SAMA), NeurIPS 2023.
class CentralDifference : public MetaGradientEstimator {
 public:
  using Options = CentralDifferenceOptions;
  explicit CentralDifference(const Options& options);

  MetaGradient estimate(BilevelProblem& problem) override;
  EstimatorNeeds needs() const override {
    return {.validation_point = validation_point_, .base_rule = preconditioned_};
  }

 private:
  ValidationPoint validation_point_;
  double relative_step_;
  std::string sides_;
  bool preconditioned_;
  std::vector<std::string> parameters_;
};

}  // namespace estimators
