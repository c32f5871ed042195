#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "evograd/deferred_number.hpp"
#include "evograd/error.hpp"
#include "evograd/estimator.hpp"
#include "evograd/meta_parameter_picture.hpp"
#include "evograd/shared_evaluation.hpp"
#include "evograd/training_state.hpp"
#include "framework/optimizer/flat_optimizer.hpp"
#include "framework/trainer/batch_loader.hpp"
#include "framework/trainer/finite_watch.hpp"

namespace evograd::host {

/// How a run trains; the host's part of a manifest.
struct TrainerSettings {
  OptimizerOptions base;
  OptimizerOptions meta;
  std::int64_t steps = 0;
  std::int64_t meta_every = 1;
  StepOrder order = StepOrder::meta_first;
  torch::MemoryFormat memory_format = torch::MemoryFormat::Contiguous;
  std::optional<torch::Dtype> autocast{};
  std::int64_t accumulate = 1;               ///< parts of a batch, see TrainingState
  ProcessGroup* group = nullptr;             ///< the processes that share the work
  bool synchronize_batch_norm = false;       ///< whether they share its statistics
  bool shard_optimizer = false;              ///< whether they also share the state of the optimizers
  std::string split = "auto";                ///< what they share, see DistributedOptions
  std::int64_t finite_every = 0;             ///< steps between looks for numbers that are not finite; 0: see Trainer
  bool batches_ahead = false;                ///< make the next step's batches on another thread, if the task allows it
  std::string task_name = "task";            ///< for messages
  std::string estimator_name = "estimator";  ///< for messages
  std::string backbone_name = "backbone";    ///< for messages
  std::shared_ptr<const torch::nn::Module> backbone{};  ///< that the task was built with; may be null
  /// Puts a failure into other words; nothing if it has none.
  std::function<std::optional<Error>(const Error&)> explain{};
};

/// The results of one step.
struct StepReport {
  std::int64_t step = 0;
  double batch_seconds = 0;  ///< spent waiting for batches or making them
  double meta_seconds = 0;   ///< of the meta update, observers included
  double base_seconds = 0;   ///< of the base update
  DeferredNumber training_loss;
  double base_learning_rate = 0;
  bool meta_updated = false;
  DeferredNumber meta_gradient_norm;
  /// If λ has at most kFewNumbers numbers: λ before the meta update, and the meta-gradient; otherwise empty.
  std::vector<DeferredNumber> lambda;
  std::vector<DeferredNumber> meta_gradient;
  static constexpr std::int64_t kFewNumbers = 8;
  PassCount passes;  ///< of the estimator, without the base update
  std::vector<std::pair<std::string, DeferredNumber>> estimator_log;
};

/// The loop: batches, meta-gradient, meta update, base update.
class Trainer {
 public:
  /// `task` has been built; both must outlive the trainer. Throws Error if the estimator cannot run in this order.
  Trainer(Task& task, MetaGradientEstimator& estimator, const TrainerSettings& settings, RandomKey run);

  /// Called during a meta update, before λ changes, with the step that the estimator saw and its estimate.
  using Observer = std::function<void(const BilevelStep&, const MetaGradient&)>;
  void observe(Observer observer) { observer_ = std::move(observer); }

  /// Takes the next step. Throws Error naming step and component if one of them throws, or if a loss or the
  /// meta-gradient is not finite; the parameters are then those before the failed update. The first step also checks
  /// what the others assume: see verify_task().
  ///
  /// On devices other than the CPU nothing here waits for the device after the first step, unless the estimator does.
  /// Numbers that are not finite are found every 50 steps (`finite_every`) and by require_finite().
  StepReport step();

  /// Throws what step() would have thrown by now if it looked at every number.
  void require_finite() const { finite_.require_finite(); }

  std::int64_t steps_taken() const { return step_; }

  /// Makes the next step the one after `steps`, for a resumed run.
  void resume_after(std::int64_t steps) { step_ = steps; }
  FlatOptimizer& base_optimizer() { return base_optimizer_; }
  FlatOptimizer& meta_optimizer() { return meta_optimizer_; }
  const EstimatorNeeds& needs() const { return needs_; }
  TrainingState& state() { return state_; }
  /// What the estimator keeps between meta updates.
  EstimatorState& estimator_state() { return estimator_state_; }

  /// Scores the model; restores modules afterwards.
  Metrics evaluate();

  /// Whether save_training() gathers something from all processes of the group; those that do not call it then call
  /// join_saving().
  bool saves_together() const { return base_optimizer_.is_shared() || meta_optimizer_.is_shared(); }
  void join_saving();

  /// Whether all processes of the group must call evaluate(), since each computes a part of it.
  bool evaluates_together() const { return settings_.group && dynamic_cast<const SharedEvaluation*>(&task_); }

  /// The pictures of the meta-parameters; restores modules afterwards.
  std::vector<MetaParameterPicture> meta_parameter_pictures();

 private:
  void share_work(const TrainerSettings& settings);
  StepReport take_step();
  [[noreturn]] void rethrow_explained(const Error& failure) const;
  /// Throws Error with the place where the first value that is not finite arises, or else with the kind's remedy, if
  /// the number is looked at now and not finite.
  void require_finite(const torch::Tensor& loss, const FiniteWatch::Kind& kind, const BilevelStep& step);
  void require_finite(const torch::Tensor& gradient, const FlatLayout& layout, const FiniteWatch::Kind& kind,
                      const BilevelStep& step);
  StepRequest request(std::int64_t step) const;
  bool keeps_theta_before() const;
  bool meta_due() const { return meta_due(step_); }
  bool meta_due(std::int64_t step) const { return needs_.meta_update && step % settings_.meta_every == 0; }
  std::string task() const { return "task '" + settings_.task_name + "'"; }
  std::string estimator() const { return "estimator '" + settings_.estimator_name + "'"; }
  bool is_first() const { return !verified_; }
  StepBatches batches(const StepRequest& request);
  void verify(const BilevelStep& bilevel_step);
  torch::Tensor training_gradient(const BilevelStep& bilevel_step, BaseUpdate& update);
  /// Updates θ along the gradient of ℓ_T or, if the estimator provides its own gradient, along `given`.
  BaseUpdate base_update(const BilevelStep& bilevel_step, StepReport& report, const MetaGradient* given = nullptr);
  MetaGradient estimate(BilevelProblem& problem, const BilevelStep& bilevel_step);
  /// The estimate whose value has been applied to λ.
  MetaGradient meta_update(const BilevelStep& bilevel_step, StepReport& report);

  Task& task_;
  MetaGradientEstimator& estimator_;
  EstimatorNeeds needs_;
  TrainerSettings settings_;
  RandomKey run_;
  TrainingState state_;
  FlatOptimizer base_optimizer_;
  FlatOptimizer meta_optimizer_;
  BatchLoader loader_;
  EstimatorState estimator_state_;
  FiniteWatch finite_;
  Observer observer_;
  bool verified_ = false;
  std::int64_t step_ = 0;
};

}  // namespace evograd::host
