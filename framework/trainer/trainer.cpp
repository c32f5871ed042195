#include "framework/trainer/trainer.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <chrono>
#include <optional>

#include "evograd/batch_norm_group.hpp"
#include "evograd/error.hpp"
#include "evograd/flat_vector.hpp"
#include "evograd/logging.hpp"
#include "evograd/meta_parameter_pictures.hpp"
#include "evograd/scalar_loss.hpp"
#include "evograd/text.hpp"
#include "framework/errors/attribution.hpp"
#include "framework/trainer/first_non_finite.hpp"
#include "framework/trainer/first_step.hpp"
#include "framework/trainer/second_derivatives.hpp"

namespace evograd::host {
namespace {

/// Throws Error unless `gradient` is a vector like `parameters`.
void require_like(const torch::Tensor& gradient, const torch::Tensor& parameters, const std::string& what,
                  const std::string& remedy) {
  if (!gradient.defined()) throw Error("", "did not return a " + what, remedy);
  const auto described = [](const torch::Tensor& tensor) {
    return c10::str(tensor.sizes(), " of ", c10::toString(tensor.scalar_type()), " on ", tensor.device());
  };
  if (gradient.sizes() == parameters.sizes() && gradient.scalar_type() == parameters.scalar_type() &&
      gradient.device() == parameters.device()) {
    return;
  }
  throw Error("", fmt::format("returned a {} {}, not {}", what, described(gradient), described(parameters)), remedy);
}

/// The elements of `flat` without padding.
std::vector<DeferredNumber> numbers(const torch::Tensor& flat, const FlatLayout& layout) {
  std::vector<DeferredNumber> all;
  for (const auto& segment : layout.segments()) {
    const auto values = layout.view(flat.detach(), segment).flatten().clone();
    for (std::int64_t i = 0; i < values.numel(); ++i) all.emplace_back(values[i]);
  }
  return all;
}

/// ‖a‖₂, on the CPU with the bits of flat_norm().
DeferredNumber deferred_norm(const torch::Tensor& a) {
  return a.device().is_cpu() ? DeferredNumber(flat_norm(a)) : DeferredNumber(a.norm());
}

/// How often a run looks for numbers that are not finite if its settings do not say: looking waits for the device.
std::int64_t finite_every(const TrainerSettings& settings, torch::Device device) {
  constexpr std::int64_t elsewhere = 50;
  if (settings.finite_every > 0) return settings.finite_every;
  return device.is_cpu() ? 1 : elsewhere;
}

/// The processes among which the optimizers' state is divided.
ProcessGroup* sharding(const TrainerSettings& settings) { return settings.shard_optimizer ? settings.group : nullptr; }

constexpr const char* kLowerBase =
    "lower [optimizer.base] lr or clip its gradient with clip_norm; what was written so far is kept";
constexpr const char* kCheckScale =
    "both losses and their derivatives are finite at the present parameters: check the estimator's scale, and "
    "[optimizer.meta] lr after the first steps; what was written so far is kept";

/// Adds the seconds until the end of the scope to a sum.
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

/// Restores buffers and training flags at the end of the scope, even if an exception is thrown.
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
      base_optimizer_(settings.base, state_.theta, settings.steps, sharding(settings)),
      meta_optimizer_(settings.meta, state_.lambda, settings.steps, sharding(settings)),
      loader_(state_, settings.batches_ahead),
      estimator_state_(needs_.state, state_.theta.values(), state_.lambda.values()),
      finite_(finite_every(settings, state_.theta.values().device())) {
  if (needs_.validation_point == ValidationPoint::post_step && settings_.order != StepOrder::base_first) {
    throw Error("estimator", "validation_point = \"post-step\" needs the base update to come first",
                "set [run] order = \"base-first\"");
  }
  if (needs_.base_gradient && settings_.order != StepOrder::meta_first) {
    throw Error("estimator", "provides the gradient of the base update, so the meta update must come first",
                "set [run] order = \"meta-first\"");
  }
  if (needs_second_derivatives(needs_, task) && !state_.traits.twice_differentiable) {
    throw Error("estimator",
                "needs second-order derivatives, and the task's training loss can be differentiated only once",
                "choose a first-order estimator, e.g. evograd");
  }
  state_.lambda.requires_grad(false);  // evaluations that need ∂/∂λ enable it
  state_.autocast = settings.autocast;
  state_.accumulate = settings.accumulate;
  if (settings.group) share_work(settings);
  if (state_.accumulate > 1 && !state_.divisible) {
    throw Error("task", "its batches cannot be divided: it does not derive from DivisibleLosses",
                "set [run] accumulate = 1");
  }
}

void Trainer::share_work(const TrainerSettings& settings) {
  state_.group = settings.group;
  if (auto* shared = dynamic_cast<SharedEvaluation*>(&task_)) shared->share_evaluation(settings.group);
  state_.split_points = settings.split != "examples";
  state_.split_examples = settings.split == "examples" || (settings.split == "auto" && state_.divisible);
  if (settings.split == "examples" && !state_.divisible) {
    throw Error("task", "its batches cannot be divided: it does not derive from DivisibleLosses",
                "set [distributed] split = \"points\"");
  }
  if (state_.split_examples) state_.accumulate *= settings.group->size();
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
          .relative_rates = base_optimizer_.relative_rates(),
          .training_batches = meta_due(step) ? needs_.training_batches : 1,
          .validation = meta_due(step)};
}

StepReport Trainer::step() try { return take_step(); } catch (const Error& failure) {
  rethrow_explained(failure);
}

void Trainer::rethrow_explained(const Error& failure) const {
  const auto better = settings_.explain ? settings_.explain(failure) : std::nullopt;
  throw better ? *better : failure;
}

StepReport Trainer::take_step() {
  std::optional<BatchNormGroup> batch_norm;
  if (settings_.synchronize_batch_norm) batch_norm.emplace(state_);
  StepReport report;
  report.step = step_;
  const auto now = request(step_);
  auto made = [&] {
    const Stopwatch stopwatch(report.batch_seconds);
    return batches(now);
  }();
  if (!is_first() && step_ + 1 < settings_.steps) loader_.prepare(request(step_ + 1));
  auto bilevel_step = make_step(now, std::move(made));
  report.base_learning_rate = bilevel_step.base_learning_rate;
  const bool base_first = settings_.order == StepOrder::base_first;
  if (meta_due() && needs_.base_rule) bilevel_step.base_rule = base_optimizer_.rule(step_);
  if (is_first()) attributed(step_, task(), [&] { verify(bilevel_step); });

  if (base_first) bilevel_step.base_update = base_update(bilevel_step, report);
  if (meta_due()) {
    const auto estimate = meta_update(bilevel_step, report);
    if (!base_first) base_update(bilevel_step, report, needs_.base_gradient ? &estimate : nullptr);
  } else if (!base_first) {
    base_update(bilevel_step, report);
  }

  verified_ = verified_ || meta_due() || !needs_.meta_update;
  finite_.after_step(step_);
  ++step_;
  return report;
}

StepBatches Trainer::batches(const StepRequest& request) {
  return attributed(step_, task(), [&] {
    if (!is_first()) return loader_.take(request);
    const Untouched before(state_);
    auto made = loader_.take(request);
    before.require("a batch function");
    return made;
  });
}

void Trainer::verify(const BilevelStep& bilevel_step) {
  const BuiltBackbone backbone{settings_.backbone, settings_.backbone_name, settings_.task_name};
  for (const auto& warning : verify_task(state_, bilevel_step, meta_due(), backbone)) logging::warning(warning);
}

void Trainer::require_finite(const torch::Tensor& loss, const FiniteWatch::Kind& kind, const BilevelStep& step) {
  const auto what = finite_.watch(loss, kind, step_, is_first());
  if (!what) return;
  const AloneScope alone(state_);
  const auto found = first_non_finite(state_, step);
  if (!found.data) throw Error("", *what, kind.remedy);  // parameters that an update made so, or that are too large
  throw Error("", *what + "; the first value that is not finite is in " + found.where, found.help);
}

void Trainer::require_finite(const torch::Tensor& gradient, const FlatLayout& layout, const FiniteWatch::Kind& kind,
                             const BilevelStep& step) {
  const auto what = finite_.watch(gradient, layout, kind, step_, is_first());
  if (!what) return;
  const AloneScope alone(state_);
  const auto found = first_non_finite(state_, step);
  if (found.where.empty()) throw Error("", *what, kind.remedy);
  throw Error("", *what + "; the first value that is not finite arises in " + found.where, found.help);
}

/// Adds the gradient of ℓ_T to the gradients of θ; returns the loss.
torch::Tensor Trainer::training_gradient(const BilevelStep& bilevel_step, BaseUpdate& update) {
  const auto layers = training_layer_key(bilevel_step.randomness, 0);
  const LayerScope scope(state_, layers);
  const auto& batch = bilevel_step.training.front();
  return attributed(step_, task(), [&] {
    const auto gradient = [&] {
      if (!state_.after_network) return state_.accumulate_gradient(LossKind::training, batch, {&state_.theta});
      update.autocast = state_.autocast;
      auto& task = *state_.after_network;
      const auto reduce = [&](const torch::Tensor& terms) {
        update.terms = terms.detach();
        const auto held = task.holds_context() ? task.held_context(update.terms, batch) : torch::Tensor();
        return scalar_loss(task.reduce(terms, batch, held), "reduce()");
      };
      return state_.accumulate_reduced_gradient(batch, reduce, {&state_.theta});
    };
    const auto loss = gradient();
    require_finite(loss, {task(), "the training loss", kLowerBase}, bilevel_step);
    return loss;
  });
}

BaseUpdate Trainer::base_update(const BilevelStep& bilevel_step, StepReport& report, const MetaGradient* given) {
  const Stopwatch stopwatch(report.base_seconds);
  BaseUpdate update;
  if (given) {
    report.training_loss = given->base_loss;
    state_.theta.gradients().copy_(given->base_gradient);
  } else {
    state_.theta.gradients().zero_();
    report.training_loss = DeferredNumber(training_gradient(bilevel_step, update));
  }
  if (keeps_theta_before()) update.theta_before = state_.theta.values().clone();
  if (bilevel_step.base_rule) update.gradient = state_.theta.gradients().clone();
  base_optimizer_.step(step_);
  return update;
}

/// The estimator's result, after its shape and values are checked.
MetaGradient Trainer::estimate(BilevelProblem& problem, const BilevelStep& bilevel_step) {
  std::optional<Untouched> before;
  if (is_first()) before.emplace(state_);
  auto estimate = estimator_.estimate(problem);
  problem.require_unwritten();
  if (before) before->require("estimate()");
  require_like(
      estimate.value, state_.lambda.values(), "meta-gradient",
      fmt::format("return [{}] numbers, like BilevelProblem::zero_meta_gradient()", state_.lambda.values().numel()));
  require_finite(estimate.value, state_.lambda.layout(), {estimator(), "the meta-gradient", kCheckScale}, bilevel_step);
  if (needs_.base_gradient) {
    require_like(estimate.base_gradient, state_.theta.values(), "base gradient",
                 "set MetaGradient::base_gradient, which EstimatorNeeds::base_gradient announces");
    require_finite(estimate.base_gradient, state_.theta.layout(),
                   {estimator(), "the base gradient", "lower [optimizer.base] lr; what was written so far is kept"},
                   bilevel_step);
  }
  return estimate;
}

MetaGradient Trainer::meta_update(const BilevelStep& bilevel_step, StepReport& report) {
  const Stopwatch stopwatch(report.meta_seconds);
  BilevelProblem problem(state_, bilevel_step, &estimator_state_);
  auto estimate = [&] {
    try {
      return this->estimate(problem, bilevel_step);
    } catch (...) {
      throw_attributed(step_, problem.task_has_thrown() ? task() : estimator());
    }
  }();
  estimator_state_.mark_used();
  if (observer_) observer_(bilevel_step, estimate);
  const auto& layout = state_.lambda.layout();
  if (layout.element_count() <= StepReport::kFewNumbers) {
    report.lambda = numbers(state_.lambda.values(), layout);
    report.meta_gradient = numbers(estimate.value, layout);
  }
  state_.lambda.gradients().copy_(estimate.value);
  meta_optimizer_.step(step_);

  report.meta_updated = true;
  report.meta_gradient_norm = deferred_norm(estimate.value);
  report.passes = problem.passes();
  report.estimator_log = std::move(estimate.log);
  return estimate;
}

std::vector<MetaParameterPicture> Trainer::meta_parameter_pictures() {
  auto* pictured = dynamic_cast<MetaParameterPictures*>(&task_);
  if (!pictured) return {};
  loader_.finish();
  const torch::NoGradGuard no_grad;
  const ModulesAsTheyWere modules(state_.modules);
  return attributed(step_, task(), [&] { return pictured->meta_parameter_pictures(); });
}

void Trainer::join_saving() {
  for (const auto* optimizer : {&base_optimizer_, &meta_optimizer_}) {
    if (optimizer->is_shared()) optimizer->state();
  }
}

Metrics Trainer::evaluate() {
  loader_.finish();
  require_finite();
  const torch::NoGradGuard no_grad;
  const GlobalGeneratorGuard layers(run_.fold("evaluation").fold(static_cast<std::uint64_t>(step_)),
                                    state_.theta.values().device());
  const ModulesAsTheyWere modules(state_.modules);
  return attributed(step_, task(), [&] {
    auto metrics = task_.evaluate();
    const auto score = task_.score_name();
    const bool scored =
        std::any_of(metrics.begin(), metrics.end(), [&](const auto& metric) { return metric.first == score; });
    if (scored) return metrics;
    std::vector<std::string> names;
    for (const auto& [name, value] : metrics) names.push_back(name);
    throw Error("", "evaluate() does not return the metric '" + score + "', which score_name() names",
                names.empty() ? "return it from evaluate()" : "the metrics are " + comma_separated(names));
  });
}

}  // namespace evograd::host
