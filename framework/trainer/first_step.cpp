#include "framework/trainer/first_step.hpp"

#include <ATen/Context.h>
#include <fmt/core.h>
#include <torch/csrc/autograd/autograd.h>
#include <torch/csrc/autograd/functions/accumulate_grad.h>

#include <algorithm>
#include <cmath>
#include <unordered_set>

#include "evograd/bilevel_problem.hpp"
#include "evograd/error.hpp"
#include "framework/errors/not_finite_text.hpp"
#include "framework/trainer/backbone_reach.hpp"
#include "framework/trainer/first_non_finite.hpp"

namespace evograd::host {
namespace {

torch::Tensor generator_state(const torch::Device& device) {
  return at::globalContext().defaultGenerator(device).get_state();
}

/// Restores buffers, flags and requires_grad at the end of the scope; λ requires a gradient in it.
class Evaluation {
 public:
  explicit Evaluation(TrainingState& state, RandomKey layers) : state_(state), alone_(state), layers_(state, layers) {
    state_.modules.save();
    state_.lambda.requires_grad(true);
  }
  ~Evaluation() {
    state_.lambda.requires_grad(before_);
    state_.modules.restore();
  }
  Evaluation(const Evaluation&) = delete;
  Evaluation& operator=(const Evaluation&) = delete;

 private:
  TrainingState& state_;
  AloneScope alone_;  // other processes' parts come without a graph
  LayerScope layers_;
  bool before_ = state_.lambda.requires_grad();
  torch::AutoGradMode grad_mode_{true};
};

struct Reach {
  bool theta = false;
  bool lambda = false;
  std::vector<torch::Tensor> theta_gradients{};  ///< undefined where no gradient arrives
};

/// A tensor that the graph of `loss` tracks but no optimizer updates; undefined if there is none.
torch::Tensor unknown_leaf(const torch::Tensor& loss, const TrainingState& state) {
  std::unordered_set<const void*> known;
  for (const auto* parameters : {&state.theta, &state.lambda}) {
    for (const auto& tensor : parameters->tensors()) known.insert(tensor.unsafeGetTensorImpl());
  }
  std::unordered_set<const torch::autograd::Node*> seen;
  std::vector<torch::autograd::Node*> pending{loss.grad_fn().get()};
  while (!pending.empty()) {
    auto* node = pending.back();
    pending.pop_back();
    if (!node || !seen.insert(node).second) continue;
    if (const auto* leaf = dynamic_cast<torch::autograd::AccumulateGrad*>(node)) {
      if (!known.contains(leaf->variable.unsafeGetTensorImpl())) return leaf->variable;
    }
    for (const auto& edge : node->next_edges()) pending.push_back(edge.function.get());
  }
  return {};
}

Reach reach_of(const torch::Tensor& loss, const TrainingState& state) {
  if (!loss.requires_grad()) return {};
  auto inputs = state.theta.tensors();
  const auto count = static_cast<std::ptrdiff_t>(inputs.size());
  inputs.insert(inputs.end(), state.lambda.tensors().begin(), state.lambda.tensors().end());
  const auto gradients = torch::autograd::grad({loss}, inputs, {}, /*retain_graph=*/false, /*create_graph=*/false,
                                               /*allow_unused=*/true);
  const auto defined = [](const torch::Tensor& gradient) { return gradient.defined(); };
  return {std::any_of(gradients.begin(), gradients.begin() + count, defined),
          std::any_of(gradients.begin() + count, gradients.end(), defined),
          {gradients.begin(), gradients.begin() + count}};
}

/// In an AfterNetwork task λ may act in reduce() only; otherwise its derivative through the network's terms is lost.
void verify_terms(TrainingState& state, const BilevelStep& step) {
  const Evaluation evaluation(state, training_layer_key(step.randomness, 0));
  const auto terms = state.network_terms(step.training.front());
  if (!terms.defined() || !terms.is_floating_point()) {
    throw Error("task", "network_terms() does not return a floating-point tensor",
                "return what the network gives for each example, e.g. its cross-entropies");
  }
  if (!reach_of(terms.sum(), state).lambda) return;
  throw Error(
      "task", "network_terms() depends on the meta-parameters",
      "use them in reduce() alone; a task whose meta-parameters act in the network is not an AfterNetwork task");
}

Reach verified_loss(TrainingState& state, const BilevelStep& step, LossKind kind) {
  const bool training = kind == LossKind::training;
  const std::string function = training ? "training_loss()" : "validation_loss()";
  const Untouched before(state);
  const Evaluation evaluation(
      state, training ? training_layer_key(step.randomness, 0) : step.randomness.fold("validation-layers"));
  const auto loss = state.loss(kind, training ? step.training.front() : step.validation);
  if (!std::isfinite(loss.item<double>())) {
    if (const auto found = first_non_finite(state, step); found.data) {
      throw Error("task", function + " is not finite: the first value that is not is in " + found.where, found.help);
    }
    throw Error("task",
                fmt::format("{} is {} at the initial parameters", function, not_finite_text(loss.item<double>())),
                "check for division by zero, logarithm of zero and the scale of the inputs");
  }
  if (const auto leaf = unknown_leaf(loss, state); leaf.defined()) {
    throw Error("task",
                function + " uses a tensor " + c10::str(leaf.sizes()) +
                    " that requires a gradient but is not a parameter of model() or meta_model(), so "
                    "it is not trained",
                "pass the layer to register_module() or the tensor to register_parameter(), in task and backbone; "
                "detach() it if it is meant to stay fixed");
  }
  const auto reach = reach_of(loss, state);
  if (!reach.theta && !state.theta.tensors().empty()) {
    throw Error("task", "the gradient of " + function + " does not reach any parameter of model()",
                "compute it from the model's output, without detach() or NoGradGuard");
  }
  before.require_parameters(function);
  return reach;
}

}  // namespace

Untouched::Untouched(TrainingState& state)
    : state_(state), versions_(versions()), generator_(generator_state(state.theta.values().device())) {}

std::vector<std::int64_t> Untouched::versions() const {
  std::vector<std::int64_t> all;
  for (const auto* parameters : {&state_.theta, &state_.lambda}) {
    for (const auto& tensor : parameters->tensors()) all.push_back(static_cast<std::int64_t>(tensor._version()));
  }
  return all;
}

void Untouched::require_parameters(const std::string& function) const {
  const auto now = versions();
  if (now == versions_) return;
  const auto at = std::mismatch(now.begin(), now.end(), versions_.begin()).first - now.begin();
  const auto count = static_cast<std::ptrdiff_t>(state_.theta.tensors().size());
  const auto& layout = at < count ? state_.theta.layout() : state_.lambda.layout();
  const auto& segment = layout.segments().at(static_cast<std::size_t>(at < count ? at : at - count));
  throw Error("", function + " writes to the parameter '" + segment.name + "'",
              "only optimizers may change parameters; use a copy");
}

void Untouched::require(const std::string& function) const {
  require_parameters(function);
  if (torch::equal(generator_, generator_state(state_.theta.values().device()))) return;
  throw Error(
      "", function + " draws from LibTorch's global generator",
      "draw from the run's keys instead: TaskContext::randomness folded with step and index in a task, "
      "BilevelProblem::random_key() in an estimator; pass key.generator() to torch::rand() and similar functions");
}

std::vector<std::string> verify_task(TrainingState& state, const BilevelStep& step, bool with_validation,
                                     const BuiltBackbone& backbone) {
  std::vector<std::string> warnings;
  if (with_validation && state.after_network) verify_terms(state, step);
  const auto task = "task '" + backbone.task_name + "': ";
  const auto training = verified_loss(state, step, LossKind::training);
  if (backbone.module) {
    warnings = backbone_reach_warnings(*backbone.module, backbone.name, state, training.theta_gradients);
  }
  if (!with_validation) return warnings;
  if (!training.lambda && !state.lambda.tensors().empty()) {
    warnings.push_back(task + "the training loss does not depend on the meta-parameters at the first step");
  }
  const auto validation = verified_loss(state, step, LossKind::validation);
  if (validation.lambda && !state.traits.validation_sees_lambda) {
    throw Error("task",
                "validation_loss() depends on the meta-parameters, but the task's traits() say that it does not",
                "return {.validation_sees_lambda = true} from traits(), so that ∂ℓ_V/∂λ is not lost");
  }
  return warnings;
}

}  // namespace evograd::host
