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

/// The hypergradient T1–T2 with its mixed product by a finite difference along v: first order, memory of a plain step.
///
///     h = ∂ℓ_V/∂λ − η (∂ℓ_T/∂λ(θ + sv) − ∂ℓ_T/∂λ(θ − sv)) / 2s,  s = relative_step/|v|
///
/// It is EvoGrad with the perturbation along v instead of a random one, linear weights and one pair. Error O(s²), or
/// O(s) with one side, θ and θ + sv, where the evaluation at θ is free if the base update has already computed the
/// network's terms there; sides = "auto" uses one side in that case, else two. Preconditioned by the base optimizer, v
/// becomes Dv and η is dropped; D is the diagonal of ∂u/∂g of the base update θ' = θ − u(g). With `parameters` only
/// these parts of θ are moved; if they belong to the task's head, the encoder runs once. Cost: 3F for the lookahead (0
/// if the base update came first), 3F for v, 2F; with one side after the base update 1F. Memory: that of a plain step;
/// preconditioned also a copy of the optimizer's state.
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
