#pragma once

#include <cstdint>
#include <string>

#include "evograd/estimator.hpp"
#include "evograd/options.hpp"

namespace estimators {

using namespace evograd;

struct RandomWalkOptions {
  std::string reference = "difference";
  std::string validation_point = "auto";
  std::int64_t hold = 1;

  static Schema<RandomWalkOptions> schema();
};

/// The uninformed control: a random direction with the norm of a real meta-gradient.
///
///     h = |h_ref| n/|n|,  n ~ N(0, I_H)
///
/// An estimator's gain over this control is due to its direction, not to the movement of λ. A direction is kept for
/// `hold` steps: Adam moves λ much farther along a persistent gradient than along one that changes sign every step. It
/// is a function of the run's key and of ⌊step/hold⌋ alone. h_ref is the one-step hypergradient at the current θ and λ.
///
/// Cost: that of central-difference or, with reference = "exact", of T1–T2.
class RandomWalk : public MetaGradientEstimator {
 public:
  using Options = RandomWalkOptions;
  explicit RandomWalk(const Options& options);

  MetaGradient estimate(BilevelProblem& problem) override;
  EstimatorNeeds needs() const override;
  Estimand estimand() const override { return Estimand::none; }

 private:
  MetaGradient reference(BilevelProblem& problem) const;

  Options options_;
  ValidationPoint validation_point_;
};

}  // namespace estimators
