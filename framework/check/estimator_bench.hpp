#pragma once

#include <cstdint>
#include <memory>
#include <optional>

#include "evograd/analytic/analytic_task.hpp"
#include "evograd/estimator.hpp"
#include "evograd/training_state.hpp"
#include "framework/check/check.hpp"

namespace evograd::host::check {

/// The estimator that a check is about on an analytic problem, given what it needs as the trainer would.
class EstimatorBench {
 public:
  static constexpr double learning_rate = 0.05;

  /// The estimator gets its defaults, or what is small, and over these `options`.
  EstimatorBench(const Context& context, std::shared_ptr<analytic::AnalyticTask> task, OptionValues options = {});

  /// The estimate of step `step`, by a new estimator with new state unless `keep`; θ is put back.
  MetaGradient estimate(std::int64_t step, bool keep = false);
  /// The same by `estimator` with `kept`, and how many passes of what kind it took in `passes` unless that is null.
  MetaGradient estimate_by(MetaGradientEstimator& estimator, EstimatorState& kept, std::int64_t step,
                           PassCount* passes = nullptr);
  /// What a new estimator finds.
  EstimatorState new_state() const { return {needs_.state, state_.theta.values(), state_.lambda.values()}; }
  std::unique_ptr<MetaGradientEstimator> made() const { return entry_->make(options_); }
  /// Whether steps or seeds give other estimates of the same problem.
  bool is_random();

  /// The mean of `count` estimates, each brought to the scale of the one-step hypergradient.
  torch::Tensor mean_estimate(std::int64_t count);

  /// The exact one-step hypergradient in the layout of λ.
  torch::Tensor one_step();

  const EstimatorNeeds& needs() const { return needs_; }
  Estimand estimand() const { return estimand_; }
  TrainingState& state() { return state_; }
  const TrainingState& state() const { return state_; }
  analytic::AnalyticTask& task() { return *task_; }

 private:
  const EstimatorEntry* entry_;
  OptionValues options_;
  RandomKey key_;
  std::shared_ptr<analytic::AnalyticTask> task_;
  TrainingState state_;
  std::unique_ptr<MetaGradientEstimator> estimator_;
  EstimatorState kept_;
  EstimatorNeeds needs_;
  Estimand estimand_;
};

/// The cosine of the angle between two vectors; 0 where one is zero.
double cosine(const torch::Tensor& a, const torch::Tensor& b);

/// Throws Skip where the estimator never estimates.
void require_estimates(const EstimatorBench& bench);
/// Throws Skip where it never estimates, or no derivative.
void require_derivative(const EstimatorBench& bench);

/// Throws Failure unless `value` is finite and in the form of λ.
void require_form(const EstimatorBench& bench, const torch::Tensor& value);

}  // namespace evograd::host::check
