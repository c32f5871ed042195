#include "framework/check/estimator_bench.hpp"

#include <torch/autograd.h>

#include <utility>

#include "framework/check/loaded_component.hpp"

namespace evograd::host::check {
namespace {

/// Makes the base update of plain gradient descent.
BaseUpdate base_update(TrainingState& state, const Batch& batch, double learning_rate) {
  BaseUpdate update;
  update.theta_before = state.theta.values().clone();
  const auto loss = state.task.training_loss(batch);
  const auto gradients = torch::autograd::grad({loss}, state.theta.tensors(), {}, false, false, true);
  update.gradient = state.theta.layout().pack(gradients, state.theta.values().options());
  const torch::NoGradGuard no_grad;
  state.theta.values().sub_(update.gradient, learning_rate);
  return update;
}

/// Puts θ back when the scope ends, however it ends.
class ThetaAsItWas {
 public:
  explicit ThetaAsItWas(TrainingState& state) : state_(state), before_(state.theta.values().detach().clone()) {}
  ~ThetaAsItWas() {
    const torch::NoGradGuard no_grad;
    state_.theta.values().copy_(before_);
  }
  ThetaAsItWas(const ThetaAsItWas&) = delete;
  ThetaAsItWas& operator=(const ThetaAsItWas&) = delete;

 private:
  TrainingState& state_;
  torch::Tensor before_;
};

}  // namespace

EstimatorBench::EstimatorBench(const Context& context, std::shared_ptr<analytic::AnalyticTask> task,
                               OptionValues options)
    : entry_(&entry_of<EstimatorEntry>(context)),
      options_(std::move(options)),
      key_(context.key),
      task_(std::move(task)),
      state_(*task_),
      needs_(),
      estimand_() {
  options_.insert(entry_->description.small.begin(), entry_->description.small.end());
  estimator_ = made();
  needs_ = estimator_->needs();
  estimand_ = estimator_->estimand();
  kept_ = new_state();
  state_.lambda.requires_grad(false);  // as the trainer does
}

MetaGradient EstimatorBench::estimate(std::int64_t step, bool keep) {
  if (!keep) {
    estimator_ = made();
    kept_ = new_state();
  }
  return estimate_by(*estimator_, kept_, step);
}

MetaGradient EstimatorBench::estimate_by(MetaGradientEstimator& estimator, EstimatorState& kept, std::int64_t step,
                                         PassCount* passes) {
  auto moment = make_step(
      state_,
      {.run = key_, .step = step, .base_learning_rate = learning_rate, .training_batches = needs_.training_batches});
  if (needs_.base_rule) moment.base_rule = BaseRule{.learning_rate = learning_rate};
  std::optional<ThetaAsItWas> displaced;
  if (needs_.validation_point == ValidationPoint::post_step) {
    displaced.emplace(state_);
    moment.base_update = base_update(state_, moment.training.front(), learning_rate);
  }
  BilevelProblem problem(state_, std::move(moment), &kept);
  auto estimate = estimator.estimate(problem);
  problem.require_unwritten();
  kept.mark_used();
  if (passes != nullptr) *passes = problem.passes();
  return estimate;
}

bool EstimatorBench::is_random() {
  const auto first = estimate(0).value;
  if (!torch::equal(first, estimate(1).value)) return true;
  const auto key = std::exchange(key_, key_.fold("another seed"));
  const auto other = estimate(0).value;
  key_ = key;
  return !torch::equal(first, other);
}

torch::Tensor EstimatorBench::mean_estimate(std::int64_t count) {
  torch::Tensor sum;
  for (std::int64_t step = 0; step < count; ++step) {
    const auto estimate = this->estimate(step);
    const auto calibrated = estimate.calibration * estimate.value;
    sum = sum.defined() ? sum + calibrated : calibrated;
  }
  return sum / count;
}

torch::Tensor EstimatorBench::one_step() {
  const auto exact = task_->one_step_hypergradient(learning_rate);
  return state_.lambda.layout().pack({exact}, state_.lambda.values().options());
}

double cosine(const torch::Tensor& a, const torch::Tensor& b) {
  const auto norms = a.norm().item<double>() * b.norm().item<double>();
  return norms > 0 ? a.dot(b).item<double>() / norms : 0;
}

void require_estimates(const EstimatorBench& bench) {
  if (!bench.needs().meta_update) throw Skip("it says that it never estimates");
}

void require_derivative(const EstimatorBench& bench) {
  require_estimates(bench);
  if (bench.estimand() == Estimand::none) throw Skip("it says that it estimates no derivative");
}

void require_form(const EstimatorBench& bench, const torch::Tensor& value) {
  const auto& lambda = bench.state().lambda.values();
  expect(value.defined(), "the value is undefined; BilevelProblem::zero_meta_gradient() has the right form");
  expect(value.sizes() == lambda.sizes() && value.dtype() == lambda.dtype() && value.device() == lambda.device(),
         "the value is " + value.toString() + " of " + std::to_string(value.numel()) + " elements, not " +
             lambda.toString() + " of " + std::to_string(lambda.numel()));
  expect(torch::isfinite(value).all().item<bool>(), "the value is not finite");
}

}  // namespace evograd::host::check
