#include "framework/trainer/trainer.hpp"

#include <chrono>
#include <cmath>

#include "evograd/error.hpp"
#include "evograd/flat_vector.hpp"
#include "framework/trainer/second_derivatives.hpp"

namespace evograd::host {
namespace {

std::string at_step(std::int64_t step) { return "step " + std::to_string(step); }

void require_finite(double loss, std::int64_t step) {
  if (std::isfinite(loss)) return;
  throw Error(at_step(step), "the training loss is " + std::to_string(loss),
              "lower [optimizer.base] lr or clip its gradient with clip_norm; what was written so far is kept");
}

void require_finite(const torch::Tensor& meta_gradient, const FlatLayout& layout, std::int64_t step) {
  if (torch::isfinite(meta_gradient).all().item<bool>()) return;
  for (const auto& segment : layout.segments()) {
    if (torch::isfinite(layout.view(meta_gradient, segment)).all().item<bool>()) continue;
    throw Error(at_step(step), "the meta-gradient of '" + segment.name + "' is not finite",
                "lower [optimizer.meta] lr or look at the estimator's scale; what was written so far is kept");
  }
}

void require_shape(const torch::Tensor& meta_gradient, const torch::Tensor& lambda, std::int64_t step) {
  if (meta_gradient.defined() && meta_gradient.sizes() == lambda.sizes()) return;
  throw Error(at_step(step), "the estimator returned a meta-gradient of another shape than the meta-parameters",
              "return [" + std::to_string(lambda.numel()) + "] numbers, as BilevelProblem::zero_meta_gradient() has");
}

std::vector<double> numbers(const torch::Tensor& flat, const FlatLayout& layout) {
  std::vector<double> all;
  for (const auto& segment : layout.segments()) {
    const auto values = layout.view(flat.detach(), segment).flatten().to(torch::kCPU, torch::kFloat64).contiguous();
    all.insert(all.end(), values.data_ptr<double>(), values.data_ptr<double>() + values.numel());
  }
  return all;
}

/// Adds the seconds until the scope ends to a sum.
class Stopwatch {
 public:
  explicit Stopwatch(double& sum) : sum_(sum), begin_(std::chrono::steady_clock::now()) {}
  ~Stopwatch() { sum_ += std::chrono::duration<double>(std::chrono::steady_clock::now() - begin_).count(); }
  Stopwatch(const Stopwatch&) = delete;
  Stopwatch& operator=(const Stopwatch&) = delete;

 private:
  double& sum_;
  std::chrono::steady_clock::time_point begin_;
};

/// Puts buffers and training flags back when the scope ends, however it ends.
class ModulesAsTheyWere {
 public:
  explicit ModulesAsTheyWere(ModuleState& state) : state_(state) { state_.save(); }
  ~ModulesAsTheyWere() { state_.restore(); }
  ModulesAsTheyWere(const ModulesAsTheyWere&) = delete;
  ModulesAsTheyWere& operator=(const ModulesAsTheyWere&) = delete;

 private:
  ModuleState& state_;
};

}  // namespace

Trainer::Trainer(Task& task, MetaGradientEstimator& estimator, const TrainerSettings& settings, RandomKey run)
    : task_(task),
      estimator_(estimator),
      needs_(estimator.needs()),
      settings_(settings),
      run_(run),
      state_(task, settings.memory_format),
      base_optimizer_(settings.base, state_.theta, settings.steps),
      meta_optimizer_(settings.meta, state_.lambda, settings.steps),
      loader_(state_, settings.batches_ahead) {
  if (needs_.validation_point == ValidationPoint::post_step && settings_.order != StepOrder::base_first) {
    throw Error("estimator", "validation_point = \"post-step\" needs the base update to come first",
                "set [run] order = \"base-first\"");
  }
  if (needs_second_derivatives(needs_, task.placement()) && !task.twice_differentiable()) {
    throw Error("estimator",
                "needs second-order derivatives, and the task's training loss can be differentiated only once",
                "choose a first-order estimator, e.g. evograd");
  }
  state_.lambda.requires_grad(false);  // evaluations that want ∂/∂λ switch it on
}

bool Trainer::keeps_theta_before() const {
  return meta_due() && settings_.order == StepOrder::base_first &&
         (needs_.validation_point == ValidationPoint::post_step ||
          needs_.validation_point == ValidationPoint::automatic);
}

StepRequest Trainer::request(std::int64_t step) const {
  return {.run = run_,
          .step = step,
          .base_learning_rate = base_optimizer_.learning_rate(step),
          .training_batches = meta_due(step) ? needs_.training_batches : 1,
          .validation = meta_due(step)};
}

StepReport Trainer::step() {
  StepReport report;
  report.step = step_;
  const auto now = request(step_);
  auto batches = [&] {
    const Stopwatch stopwatch(report.batch_seconds);
    return loader_.take(now);
  }();
  if (step_ + 1 < settings_.steps) loader_.prepare(request(step_ + 1));
  auto moment = make_step(now, std::move(batches));
  report.base_learning_rate = moment.base_learning_rate;
  const bool base_first = settings_.order == StepOrder::base_first;
  if (meta_due() && needs_.base_rule) moment.base_rule = base_optimizer_.rule(step_);

  if (base_first) moment.base_update = base_update(moment, report);
  if (meta_due()) meta_update(moment, report);
  if (!base_first) base_update(moment, report);

  ++step_;
  return report;
}

BaseUpdate Trainer::base_update(const BilevelStep& moment, StepReport& report) {
  const Stopwatch stopwatch(report.base_seconds);
  const GlobalGeneratorGuard layers(training_layer_key(moment.randomness, 0), state_.theta.values().device());
  const auto& batch = moment.training.front();
  BaseUpdate update;
  state_.theta.gradients().zero_();
  {
    torch::Tensor loss;
    if (task_.placement() == MetaPlacement::after_network) {
      const auto terms = task_.network_terms(batch);
      update.terms = terms.detach();
      loss =
          task_.reduce(terms, batch, task_.holds_context() ? task_.held_context(update.terms, batch) : torch::Tensor());
    } else {
      loss = task_.training_loss(batch);
    }
    report.training_loss = loss.item<double>();
    require_finite(report.training_loss, step_);
    loss.backward();
  }
  if (keeps_theta_before()) update.theta_before = state_.theta.values().clone();
  if (moment.base_rule) update.gradient = state_.theta.gradients().clone();
  base_optimizer_.step(step_);
  return update;
}

void Trainer::meta_update(const BilevelStep& moment, StepReport& report) {
  const Stopwatch stopwatch(report.meta_seconds);
  BilevelProblem problem(state_, moment);
  auto estimate = estimator_.estimate(problem);
  require_shape(estimate.value, state_.lambda.values(), step_);
  require_finite(estimate.value, state_.lambda.layout(), step_);
  if (observer_) observer_(moment, estimate);
  const auto& layout = state_.lambda.layout();
  if (layout.element_count() <= StepReport::kFewNumbers) {
    report.lambda = numbers(state_.lambda.values(), layout);
    report.meta_gradient = numbers(estimate.value, layout);
  }
  state_.lambda.gradients().copy_(estimate.value);
  meta_optimizer_.step(step_);

  report.meta_updated = true;
  report.meta_gradient_norm = flat_norm(estimate.value);
  report.passes = problem.passes();
  report.estimator_log = std::move(estimate.log);
}

std::vector<MetaParameterPicture> Trainer::meta_parameter_pictures() {
  loader_.finish();
  const torch::NoGradGuard no_grad;
  const ModulesAsTheyWere modules(state_.modules);
  return task_.meta_parameter_pictures();
}

Metrics Trainer::evaluate() {
  loader_.finish();
  const torch::NoGradGuard no_grad;
  const GlobalGeneratorGuard layers(run_.fold("evaluation").fold(static_cast<std::uint64_t>(step_)),
                                    state_.theta.values().device());
  const ModulesAsTheyWere modules(state_.modules);
  return task_.evaluate();
}

}  // namespace evograd::host
