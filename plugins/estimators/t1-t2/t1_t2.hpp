#pragma once

#include <string>
#include <vector>

#include "evograd/estimator.hpp"
#include "evograd/exact_one_step.hpp"
#include "evograd/options.hpp"

namespace estimators {

using namespace evograd;

struct T1T2Options {
  std::string validation_point = "auto";
  std::string product = "automatic";
  std::vector<std::string> parameters = {};

  static Schema<T1T2Options> schema();
};

/// T1–T2: the exact hypergradient of one gradient step.
///
///     v = ∇ℓ_V(θ − η∇_θ ℓ_T(θ, λ)),  h = ∂ℓ_V/∂λ − η ∂/∂λ ⟨∇_θ ℓ_T(θ, λ), v⟩
///
/// If λ acts after the network, the mixed product is a forward-mode derivative on the plain module, with first-order
/// memory; otherwise it is a double backward pass. Cost: 3F for the lookahead, 3F for v, 3F forward mode (or 3F and one
/// second-order pass).
///
/// With `parameters` the hypergradient goes only through these parts of θ: v is 0 elsewhere. If they belong to the
/// task's head, the encoder needs no second derivative.
///
/// Citation: J. Luketina, M. Berglund, K. Greff, T. Raiko, Scalable gradient-based tuning of continuous regularization
/// hyperparameters, ICML 2016.
class T1T2 : public MetaGradientEstimator {
 public:
  using Options = T1T2Options;
  explicit T1T2(const Options& options);

  MetaGradient estimate(BilevelProblem& problem) override {
    return exact_one_step(problem, validation_point_, product_, parameters_);
  }
  EstimatorNeeds needs() const override;

 private:
  ValidationPoint validation_point_;
  BilevelProblem::MixedProduct product_;
  std::vector<std::string> parameters_;
};

}  // namespace estimators
