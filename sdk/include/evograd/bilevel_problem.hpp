#pragma once

#include <torch/types.h>

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "evograd/deferred_number.hpp"
#include "evograd/estimator_state.hpp"
#include "evograd/export.hpp"
#include "evograd/meta_gradient.hpp"
#include "evograd/points.hpp"
#include "evograd/training_state.hpp"
#include "evograd/validation_point.hpp"

namespace evograd {

/// The cost of the evaluations of one estimate, in passes. A plain training step is one forward and one backward pass.
struct EVOGRAD_API PassCount {
  std::int64_t forward = 0;       ///< forward passes through the network, for any purpose
  std::int64_t backward = 0;      ///< first-order backward passes to θ
  std::int64_t meta = 0;          ///< backward passes to λ only, through the part of the graph that depends on λ
  std::int64_t tangent = 0;       ///< forward-mode passes (value and derivative along one direction)
  std::int64_t second_order = 0;  ///< backward passes through a backward pass

  /// The total in forward passes F: forward + 2 backward + 3 tangent + 4 second_order. `meta` counts 0 here because its
  /// cost depends on where λ acts; it is reported separately.
  double in_forwards() const;
};

/// How random layers (dropout, feature noise) behave across the evaluations of one step.
enum class LayerRandomness {
  common,  ///< the same draws in every evaluation: differences between losses come from θ alone
  fresh,   ///< new draws in every evaluation, as the reference implementations do
};

/// Everything an estimator sees: θ and λ as flat vectors, and the derivatives of the two losses.
///
/// A point is a contiguous vector [P] in layout(). Every evaluation changes the module's parameters in place and then
/// restores parameters, buffers, training flags, requires_grad, grad mode and the global generators bit for bit, even
/// if an exception is thrown. Passes are counted.
///
/// All returned tensors are detached. theta(), lambda() and what expand() returns may be the module's own values: never
/// write to them in place; add out of place (`around + step * v`). The caller owns all other returned tensors.
class EVOGRAD_API BilevelProblem {
 public:
  /// `state` must outlive the problem, and nothing else may use its modules in the meantime. `kept` holds the
  /// estimator's state(); null if it declares none.
  BilevelProblem(TrainingState& state, BilevelStep step, EstimatorState* kept = nullptr);
  BilevelProblem(const BilevelProblem&) = delete;
  BilevelProblem& operator=(const BilevelProblem&) = delete;

  // --- points -------------------------------------------------------------------------------------------------------

  /// The current point θ [P]: the module's own values, valid during the step, read-only.
  const torch::Tensor& theta() const { return state_.theta.values(); }
  /// The part of a vector [P] that belongs to each parameter.
  const FlatLayout& layout() const { return state_.theta.layout(); }
  /// The part of a vector [H] that belongs to each meta-parameter.
  const FlatLayout& meta_layout() const { return state_.lambda.layout(); }
  /// [H] of zeros.
  torch::Tensor zero_meta_gradient() const;
  /// The current λ [H], valid during the step, read-only.
  const torch::Tensor& lambda() const { return state_.lambda.values(); }

  /// While such an object exists, evaluations see λ = `lambda` [H]; its destructor restores the current λ bit for bit.
  /// Must not be nested.
  class EVOGRAD_API MetaPoint {
   public:
    /// Copies `lambda`. Throws Error where require_unwritten() does.
    MetaPoint(BilevelProblem& problem, const torch::Tensor& lambda);
    ~MetaPoint();
    MetaPoint(const MetaPoint&) = delete;
    MetaPoint& operator=(const MetaPoint&) = delete;

   private:
    BilevelProblem& problem_;
    torch::Tensor before_;
  };

  /// The point around which the training loss is expanded and the point at which v is taken.
  struct Expansion {
    torch::Tensor around;      ///< [P]
    torch::Tensor validation;  ///< [P]; undefined for ValidationPoint::merged, which only EvoGrad can fill in
  };
  /// Fixes the point of expansion of this step, and with it the point at which the held context is computed. Call it
  /// before any evaluation and at most once; without it the point of expansion is theta(), which is after the base
  /// update if that came first. lookahead costs one train_gradient; post-step costs nothing. Throws Error if post-step
  /// is requested and the base update did not come first, on a second call, and if earlier evaluations would have
  /// referred to other points.
  ///
  /// `parameters`, if not empty, restricts the problem to the parameters whose names start with one of these prefixes.
  /// From then on gradients are 0 for the others, and the estimator guarantees that they are the same at all points at
  /// which it evaluates a training batch. Throws Error if a prefix matches no parameter. If the selected parameters all
  /// belong to the task's head (HeadSplit), the encoder runs once for all those points (under LayerRandomness::common),
  /// and no gradient is taken through it except to λ.
  Expansion expand(ValidationPoint where, const std::vector<std::string>& parameters = {});

  // --- first order ---------------------------------------------------------------------------------------------------

  /// ℓ_T(point, λ) as a number. 1F, no graph.
  double train_loss(const torch::Tensor& point, std::size_t batch = 0);

  /// A loss and its gradient at one point.
  struct Gradient {
    DeferredNumber loss = 0;        ///< ℓ_T or ℓ_V
    torch::Tensor gradient;         ///< ∇_θ [P]
    torch::Tensor lambda_gradient;  ///< ∂ℓ_V/∂λ [H] if validation_sees_lambda(); undefined otherwise and for ℓ_T
  };
  /// ℓ_T and ∇_θ ℓ_T at `point`. 3F.
  Gradient train_gradient(const torch::Tensor& point, std::size_t batch = 0);
  /// ℓ_V and ∇_θ ℓ_V at `point`, and ∂ℓ_V/∂λ if the validation loss depends on λ directly. 3F. Pass `point` with
  /// std::move to free its memory before activations are allocated.
  Gradient validation_gradient(torch::Tensor point);
  /// ℓ_V(point) as a number. 1F, no graph.
  double validation_loss(const torch::Tensor& point);

  /// The training loss and its derivative with respect to λ at one point.
  struct LambdaGradient {
    DeferredNumber loss = 0;        ///< ℓ_T
    torch::Tensor lambda_gradient;  ///< ∂ℓ_T/∂λ [H]
  };
  /// ℓ_T and ∂ℓ_T/∂λ at `point`. The graph is freed on return, so only one set of activations exists at a time, however
  /// many points are visited. 1F if λ acts after the network, else 1F and the backward pass to λ.
  LambdaGradient train_lambda_gradient(const torch::Tensor& point, std::size_t batch = 0);

  /// train_loss() at each of `points`, in order; one point and one set of activations exist at a time. Like all
  /// functions of several points it is computed without autocast, because in half precision the differences between
  /// points are mostly rounding.
  std::vector<double> train_losses(const Points& points, std::size_t batch = 0);
  /// validation_loss() at each of `points`, likewise.
  std::vector<double> validation_losses(const Points& points);
  /// evaluate(k) for k = 0 … count − 1, in order: numbers that need several primitives each, such as the loss after
  /// some steps. Each of several processes may be asked for some of them only, so `evaluate` must depend on nothing but
  /// k.
  std::vector<double> values(std::size_t count, const std::function<double(std::size_t k)>& evaluate);
  /// train_lambda_gradient() at each of `points`, likewise; the results [H] exist together.
  std::vector<LambdaGradient> train_lambda_gradients(const Points& points, std::size_t batch = 0);
  /// Σ_k coefficients[k] ∂ℓ_T/∂λ(points[k]) [H], without storing the terms of the sum. Throws Error unless there are as
  /// many coefficients as points.
  torch::Tensor weighted_lambda_gradient(const Points& points, const std::vector<double>& coefficients,
                                         std::size_t batch = 0);

  // --- directional and second order ----------------------------------------------------------------------------------

  /// How mixed_product() differentiates.
  enum class MixedProduct {
    automatic,        ///< forward mode where λ acts after the network, else double backward
    forward_mode,     ///< exact, first-order memory; AfterNetwork only
    double_backward,  ///< exact, through the graph of the gradient
  };
  /// ∂/∂λ ⟨∇_θ ℓ_T(point, λ), v⟩ [H].
  torch::Tensor mixed_product(const torch::Tensor& point, const torch::Tensor& v,
                              MixedProduct how = MixedProduct::automatic, std::size_t batch = 0);

  /// The number of points at which mixed_difference() evaluates.
  enum class Sides {
    one,  ///< point and point + hv: error O(h); no pass at `point` if the base update has just evaluated it
    two,  ///< point ± hv: error O(h²)
  };
  /// ∂/∂λ ⟨∇_θ ℓ_T(point, λ), v⟩ [H] by a finite difference along v with h = relative_step/|v|: first order, memory of
  /// a plain step. If λ acts after the network, only the network's terms are differenced and the reduction is
  /// differentiated exactly. 1F or 2F, and the backward passes to λ. Computed without autocast.
  torch::Tensor mixed_difference(const torch::Tensor& point, const torch::Tensor& v, double relative_step, Sides sides,
                                 std::size_t batch = 0);

  /// ∇²_θ ℓ_T(point, λ) v [P], by double backward, which is computed without autocast.
  torch::Tensor hessian_product(const torch::Tensor& point, const torch::Tensor& v, std::size_t batch = 0);

  /// The two second-order products with one vector v.
  struct Products {
    torch::Tensor hessian;  ///< ∇²_θ ℓ_T v [P]
    torch::Tensor mixed;    ///< ∂/∂λ ⟨∇_θ ℓ_T, v⟩ [H]
  };
  /// Both products at `point` by one double backward pass.
  Products second_order_products(const torch::Tensor& point, const torch::Tensor& v, std::size_t batch = 0);

  // --- the result ----------------------------------------------------------------------------------------------------

  /// The meta-gradient: `indirect` [H], the part that reaches λ through θ, plus ∂ℓ_V/∂λ if the validation loss depends
  /// on λ directly. `validation` is the result of validation_gradient(); its loss is logged before `log`. `indirect` is
  /// consumed.
  MetaGradient hypergradient(const Gradient& validation, torch::Tensor indirect,
                             std::vector<std::pair<std::string, DeferredNumber>> log = {}) const;

  /// The tensor that the estimator declared under `name` in EstimatorNeeds::state. Read it and write it in place
  /// (`problem.state("y").copy_(theta)`). It holds what the last meta update left there, also after a resume; zeros if
  /// state_is_new().
  torch::Tensor state(std::string_view name);
  /// Whether this is the first meta update that uses the state.
  bool state_is_new() const;

  // --- the step ------------------------------------------------------------------------------------------------------

  /// η of the base update of this step, of the parameters without a group.
  double base_learning_rate() const { return step_.base_learning_rate; }
  /// `v` [P] with the part of each parameter multiplied by its learning rate relative to base_learning_rate(); `v`
  /// itself if all rates are the same. A plain gradient step is θ − base_learning_rate() · rate_weighted(∇_θ ℓ_T).
  torch::Tensor rate_weighted(const torch::Tensor& v) const;
  /// The learning rates relative to base_learning_rate() [P]; undefined if all are the same.
  const torch::Tensor& relative_rates() const { return step_.relative_rates; }
  /// The base optimizer's rule and state; throws Error unless EstimatorNeeds::base_rule requests it.
  const BaseRule& base_rule() const;
  /// The diagonal of ∂u/∂g [P] of the base update θ' = θ − u(g) at the point of expansion; η everywhere for plain
  /// gradient descent. Costs a training gradient for adaptive rules, unless the base update or the lookahead has
  /// already computed it. Needs EstimatorNeeds::base_rule.
  torch::Tensor base_update_jacobian();
  /// Whether the base update of this step has come first, so that theta() is the point after it.
  bool base_update_first() const { return step_.base_update.has_value(); }
  /// Whether validation_gradient() returns ∂ℓ_V/∂λ.
  bool validation_sees_lambda() const { return state_.traits.validation_sees_lambda; }
  /// Whether the network's terms at the point of expansion are already known because the base update came first and
  /// computed them; train_lambda_gradient() and mixed_difference() then cost no pass at that point. Call it after
  /// expand().
  bool knows_training_terms() const;

  /// The base steps before this one: 0 in the first step.
  std::int64_t step() const { return step_.step; }
  /// The key of a stream of this step, e.g. random_key("perturbation").
  RandomKey random_key(std::string_view stream) const { return step_.randomness.fold(stream); }
  /// The key of a stream of the run, the same at every step.
  RandomKey run_key(std::string_view stream) const { return step_.run.fold(stream); }
  /// How random layers behave in later evaluations; LayerRandomness::common unless this is called.
  void use_layer_randomness(LayerRandomness mode) { layer_randomness_ = mode; }
  /// Whether the held context is reused for the whole step (the default) or recomputed for each evaluation.
  void use_held_context(bool held) { use_held_context_ = held; }

  /// The cost of all evaluations so far.
  const PassCount& passes() const { return passes_; }

  /// Throws Error if theta(), lambda() or the point of expansion was written to, other than by the problem itself.
  /// Evaluations call it; the host calls it when the estimator has finished.
  void require_unwritten() const;

  /// Whether the task's own functions have thrown an exception in an evaluation.
  bool task_has_thrown() const { return task_has_thrown_; }

 private:
  class Displacement;
  class MetaTracking;

  struct Tangent {
    torch::Tensor terms;    ///< the network's terms [..]
    torch::Tensor tangent;  ///< their derivative along v [..]
  };
  Tangent train_tangent(const torch::Tensor& point, const torch::Tensor& v, std::size_t batch);

  void restrict_to(const std::vector<std::string>& prefixes);
  bool restricted_to_head() const {
    return head_only_ && layer_randomness_ == LayerRandomness::common && state_.accumulate == 1;
  }
  void count_backward() { passes_.backward += restricted_to_head() ? 0 : 1; }
  LambdaGradient head_evaluation(const torch::Tensor& point, std::size_t batch, bool meta);

  template <class Evaluation>
  auto displaced(const torch::Tensor& point, RandomKey layers, Evaluation&& evaluation);
  RandomKey training_layers(std::size_t batch);
  RandomKey validation_layers();
  const Batch& training_batch(std::size_t batch) const;

  bool is_anchor(const torch::Tensor& point) const;
  bool left_by_base_update(const torch::Tensor& point, std::size_t batch) const;
  bool holds_context() const { return use_held_context_ && state_.after_network->holds_context(); }
  torch::Tensor terms_without_graph(const torch::Tensor& point, std::size_t batch);
  void hold(std::size_t batch, const torch::Tensor& unless_at);
  DeferredNumber deferred_train_loss(const torch::Tensor& point, std::size_t batch);
  DeferredNumber deferred_validation_loss(const torch::Tensor& point);
  torch::Tensor train_loss_with_graph(std::size_t batch);
  torch::Tensor training_gradient(std::size_t batch);
  torch::Tensor validation_loss_with_graph();
  torch::Tensor reduce(const torch::Tensor& terms, std::size_t batch);

  bool shares_points(std::size_t count) const;
  void share_points(std::size_t count, std::size_t batch, const std::function<torch::Tensor(std::size_t k)>& evaluate,
                    const std::function<void(std::size_t k, const torch::Tensor& result)>& visit);
  std::vector<double> losses(std::size_t count, std::size_t batch,
                             const std::function<DeferredNumber(std::size_t k)>& evaluate);

  torch::Tensor mixed_by_tangent(const torch::Tensor& point, const torch::Tensor& v, std::size_t batch);
  torch::Tensor derivative_of_reduction(torch::Tensor terms, const torch::Tensor& tangent, std::size_t batch);
  std::vector<torch::Tensor> derivatives_of_product(const torch::Tensor& point, const torch::Tensor& v,
                                                    const std::vector<FlatParameters*>& targets, std::size_t batch);
  std::vector<torch::Tensor> derivatives_in_parts(const torch::Tensor& point, const torch::Tensor& v,
                                                  const std::vector<FlatParameters*>& targets, std::size_t batch);
  torch::Tensor product_with_gradient(const torch::Tensor& loss, const torch::Tensor& v,
                                      const torch::Tensor& seed = {}) const;

  TrainingState& state_;
  BilevelStep step_;
  EstimatorState* kept_;
  LayerRandomness layer_randomness_ = LayerRandomness::common;
  bool use_held_context_ = true;
  bool expanded_ = false;
  bool task_has_thrown_ = false;
  std::uint64_t evaluations_ = 0;
  torch::Tensor snapshot_;                     // of state_.theta.values(), made by the first displacement
  torch::Tensor anchor_;                       // the point of expansion
  torch::Tensor anchor_gradient_;              // ∇_θ ℓ_T there, kept for base_update_jacobian()
  std::int64_t anchor_version_ = 0;            // if the point of expansion is a separate tensor
  std::vector<torch::Tensor> held_;            // by training batch
  std::vector<bool> counts_;                   // by segment, if expand() restricts: whether it counts
  bool head_only_ = false;                     // if expand() restricts: no segment outside the head counts
  std::vector<std::optional<Batch>> encoded_;  // by training batch, with the graph to λ
  PassCount passes_;
};

/// The key used by the random layers for training batch `batch` in a step with the randomness `step`; the base update
/// uses it too, so that its forward pass is one of the step's common evaluations.
EVOGRAD_API RandomKey training_layer_key(RandomKey step, std::size_t batch);

}  // namespace evograd
