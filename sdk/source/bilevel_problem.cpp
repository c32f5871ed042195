#include "evograd/bilevel_problem.hpp"

#include <torch/csrc/autograd/autograd.h>

#include <utility>

#include "evograd/error.hpp"

namespace evograd {
namespace {

/// A forward-mode level that ends, and takes its tangents with it, when the scope does.
class TangentLevel {
 public:
  TangentLevel() : level_(torch::autograd::forward_ad::enter_dual_level()) {}
  ~TangentLevel() { torch::autograd::forward_ad::exit_dual_level(level_); }
  TangentLevel(const TangentLevel&) = delete;
  TangentLevel& operator=(const TangentLevel&) = delete;

  std::uint64_t index() const { return level_; }

 private:
  std::uint64_t level_;
};

void backward_into(const std::vector<FlatParameters*>& targets, const torch::Tensor& loss) {
  std::vector<torch::Tensor> inputs;
  for (auto* target : targets) {
    target->gradients().zero_();
    inputs.insert(inputs.end(), target->tensors().begin(), target->tensors().end());
  }
  if (!loss.requires_grad() || inputs.empty()) return;  // a loss that sees none of them has gradient zero
  torch::autograd::backward({loss}, {}, /*retain_graph=*/false, /*create_graph=*/false, inputs);
}

}  // namespace

PassCount& PassCount::operator+=(const PassCount& other) {
  forward += other.forward;
  backward += other.backward;
  meta += other.meta;
  tangent += other.tangent;
  second_order += other.second_order;
  return *this;
}

double PassCount::in_forwards() const {
  return static_cast<double>(forward + 2 * backward + 3 * tangent + 4 * second_order);
}

RandomKey training_layer_key(RandomKey step, std::size_t batch) {
  return step.fold("training-layers").fold(static_cast<std::uint64_t>(batch));
}

/// Moves the module to a point and back: parameters, buffers, training flags, global generator.
class BilevelProblem::Displacement {
 public:
  Displacement(BilevelProblem& problem, const torch::Tensor& point, RandomKey layers)
      : problem_(problem), generator_(layers, problem.state_.theta.values().device()) {
    auto& values = problem_.state_.theta.values();
    if (point.is_alias_of(values)) return;
    const torch::NoGradGuard no_grad;
    if (!problem_.snapshot_.defined()) problem_.snapshot_ = values.clone();
    moved_ = true;
    values.copy_(point);
  }
  ~Displacement() {
    const torch::NoGradGuard no_grad;
    if (moved_) problem_.state_.theta.values().copy_(problem_.snapshot_);
    problem_.state_.modules.restore();
  }
  Displacement(const Displacement&) = delete;
  Displacement& operator=(const Displacement&) = delete;

 private:
  BilevelProblem& problem_;
  GlobalGeneratorGuard generator_;
  bool moved_ = false;
};

/// Says which parameters graphs reach within a scope; grad mode is on.
class BilevelProblem::MetaTracking {
 public:
  MetaTracking(FlatParameters& theta, bool track_theta, FlatParameters& lambda, bool track_lambda)
      : theta_(theta), lambda_(lambda), theta_before_(theta.requires_grad()), lambda_before_(lambda.requires_grad()) {
    theta_.requires_grad(track_theta);
    lambda_.requires_grad(track_lambda);
  }
  ~MetaTracking() {
    theta_.requires_grad(theta_before_);
    lambda_.requires_grad(lambda_before_);
  }
  MetaTracking(const MetaTracking&) = delete;
  MetaTracking& operator=(const MetaTracking&) = delete;

 private:
  FlatParameters& theta_;
  FlatParameters& lambda_;
  bool theta_before_;
  bool lambda_before_;
  torch::AutoGradMode grad_mode_{true};
};

BilevelProblem::BilevelProblem(TrainingState& state, BilevelStep step)
    : state_(state), step_(std::move(step)), anchor_(state.theta.values()) {
  if (step_.training.empty()) throw Error("bilevel problem", "has no training batch");
  held_.resize(step_.training.size());
  state_.modules.save();
}

template <class Evaluation>
auto BilevelProblem::displaced(const torch::Tensor& point, RandomKey layers, Evaluation&& evaluation) {
  if (point.numel() != theta().numel() || point.scalar_type() != theta().scalar_type()) {
    throw Error("bilevel problem", "a point has " + std::to_string(point.numel()) + " numbers of type " +
                                       std::string(c10::toString(point.scalar_type())) + ", theta() has " +
                                       std::to_string(theta().numel()) + " of type " +
                                       std::string(c10::toString(theta().scalar_type())));
  }
  const Displacement displacement(*this, point, layers);
  return evaluation();
}

RandomKey BilevelProblem::training_layers(std::size_t batch) {
  const auto key = training_layer_key(step_.randomness, batch);
  return layer_randomness_ == LayerRandomness::common ? key : key.fold(++evaluations_);
}

RandomKey BilevelProblem::validation_layers() {
  const auto key = step_.randomness.fold("validation-layers");
  return layer_randomness_ == LayerRandomness::common ? key : key.fold(++evaluations_);
}

torch::Tensor BilevelProblem::zero_meta_gradient() const { return torch::zeros_like(state_.lambda.values()); }

BilevelProblem::Expansion BilevelProblem::expand(ValidationPoint where) {
  const torch::NoGradGuard no_grad;
  if (where == ValidationPoint::automatic) {
    where = step_.base_update ? ValidationPoint::post_step : ValidationPoint::lookahead;
  }
  switch (where) {
    case ValidationPoint::current:
      return {theta(), theta()};
    case ValidationPoint::merged:
      return {theta(), {}};
    case ValidationPoint::lookahead: {
      auto ahead = train_gradient(theta()).gradient;
      return {theta(), ahead.mul_(-base_learning_rate()).add_(theta())};
    }
    default:
      break;
  }
  if (!step_.base_update || !step_.base_update->theta_before.defined()) {
    throw Error("estimator", "validation_point = \"post-step\" needs the base update to come first",
                "set [run] order = \"base-first\"");
  }
  anchor_ = step_.base_update->theta_before;
  held_.assign(held_.size(), {});
  return {anchor_, theta()};
}

bool BilevelProblem::is_anchor(const torch::Tensor& point) const { return point.is_alias_of(anchor_); }

torch::Tensor BilevelProblem::terms_without_graph(const torch::Tensor& point, std::size_t batch) {
  const torch::NoGradGuard no_grad;
  const auto& update = step_.base_update;
  const bool been_there = update && update->terms.defined() && update->theta_before.defined() && batch == 0 &&
                          layer_randomness_ == LayerRandomness::common && point.is_alias_of(update->theta_before);
  if (been_there) return update->terms;
  ++passes_.forward;
  return displaced(point, training_layers(batch), [&] { return task().network_terms(step_.training.at(batch)); });
}

/// Makes sure that the held context of `batch` is there; an evaluation at the anchor itself brings it along for
/// nothing.
void BilevelProblem::hold(std::size_t batch, const torch::Tensor& unless_at) {
  if (!task().holds_context() || held_.at(batch).defined()) return;
  if (unless_at.defined() && is_anchor(unless_at)) return;
  held_[batch] = task().held_context(terms_without_graph(anchor_, batch), step_.training[batch]);
}

torch::Tensor BilevelProblem::reduce(const torch::Tensor& terms, std::size_t batch) {
  if (task().holds_context() && !held_.at(batch).defined()) {  // hold() left it out: these are the anchor's own terms
    held_[batch] = task().held_context(terms.detach(), step_.training[batch]);
  }
  return task().reduce(terms, step_.training.at(batch), held_.at(batch));
}

torch::Tensor BilevelProblem::train_loss_with_graph(std::size_t batch) {
  if (placement() == MetaPlacement::inside_network) return task().training_loss(step_.training.at(batch));
  return reduce(task().network_terms(step_.training.at(batch)), batch);
}

double BilevelProblem::train_loss(const torch::Tensor& point, std::size_t batch) {
  const torch::NoGradGuard no_grad;
  hold(batch, point);
  ++passes_.forward;
  return displaced(point, training_layers(batch), [&] { return train_loss_with_graph(batch).item<double>(); });
}

BilevelProblem::Gradient BilevelProblem::train_gradient(const torch::Tensor& point, std::size_t batch) {
  hold(batch, point);
  ++passes_.forward;
  ++passes_.backward;
  const double loss = displaced(point, training_layers(batch), [&] {
    const MetaTracking tracking(state_.theta, true, state_.lambda, false);
    const auto value = train_loss_with_graph(batch);
    backward_into({&state_.theta}, value);
    return value.item<double>();
  });
  return {loss, state_.theta.gradients().clone(), {}};
}

BilevelProblem::Gradient BilevelProblem::validation_gradient(torch::Tensor point) {
  const bool direct = task().validation_sees_meta_parameters();
  ++passes_.forward;
  ++passes_.backward;
  const double loss = displaced(point, validation_layers(), [&] {
    point.reset();  // its numbers are in the module now
    const MetaTracking tracking(state_.theta, true, state_.lambda, direct);
    const auto value = task().validation_loss(step_.validation);
    backward_into(direct ? std::vector{&state_.theta, &state_.lambda} : std::vector{&state_.theta}, value);
    return value.item<double>();
  });
  return {loss, state_.theta.gradients().clone(), direct ? state_.lambda.gradients().clone() : torch::Tensor()};
}

double BilevelProblem::validation_loss(const torch::Tensor& point) {
  const torch::NoGradGuard no_grad;
  ++passes_.forward;
  return displaced(point, validation_layers(), [&] { return task().validation_loss(step_.validation).item<double>(); });
}

BilevelProblem::MetaEvaluation BilevelProblem::train_meta_gradient(const torch::Tensor& point, std::size_t batch) {
  ++passes_.meta;
  if (placement() == MetaPlacement::after_network) {
    hold(batch, point);
    const auto terms = terms_without_graph(point, batch);
    const MetaTracking tracking(state_.theta, false, state_.lambda, true);
    const auto value = reduce(terms, batch);
    backward_into({&state_.lambda}, value);
    return {value.item<double>(), state_.lambda.gradients().clone()};
  }
  ++passes_.forward;
  const double loss = displaced(point, training_layers(batch), [&] {
    const MetaTracking tracking(state_.theta, false, state_.lambda, true);
    const auto value = task().training_loss(step_.training.at(batch));
    backward_into({&state_.lambda}, value);
    return value.item<double>();
  });
  return {loss, state_.lambda.gradients().clone()};
}

BilevelProblem::Tangent BilevelProblem::train_tangent(const torch::Tensor& point, const torch::Tensor& v,
                                                      std::size_t batch) {
  if (placement() != MetaPlacement::after_network) {
    throw Error("bilevel problem", "train_tangent() is for tasks whose meta-parameters act after the network",
                "use mixed_product(), which chooses the way that fits");
  }
  const torch::NoGradGuard no_grad;
  ++passes_.tangent;
  return displaced(point, training_layers(batch), [&]() -> Tangent {
    const TangentLevel level;
    for (std::size_t i = 0; i < segments().size(); ++i) {
      state_.theta.tensors()[i]._set_fw_grad(layout().view(v, segments()[i]), level.index(), /*is_inplace_op=*/false);
    }
    const auto terms = task().network_terms(step_.training.at(batch));
    const auto& tangent = terms._fw_grad(level.index());
    const auto primal = terms._fw_primal(static_cast<std::int64_t>(level.index()));
    return {primal.detach().clone(), tangent.defined() ? tangent.detach().clone() : torch::zeros_like(primal)};
  });
}

torch::Tensor BilevelProblem::mixed_product(const torch::Tensor& point, const torch::Tensor& v, MixedProduct how,
                                            std::size_t batch) {
  const bool after = placement() == MetaPlacement::after_network;
  if (how == MixedProduct::forward_mode && !after) {
    throw Error("bilevel problem",
                "the forward-mode mixed product is for tasks whose meta-parameters act after the network",
                "use MixedProduct::automatic");
  }
  if (after && how != MixedProduct::double_backward) return mixed_by_tangent(point, v, batch);
  return derivative_of_product(point, v, state_.lambda, batch);
}

/// ∂/∂λ ⟨∂F/∂ℓ, ℓ̇⟩ for ℓ_T = F(ℓ(θ), λ): only the reduction is differentiated twice.
torch::Tensor BilevelProblem::derivative_of_reduction(torch::Tensor terms, const torch::Tensor& tangent,
                                                      std::size_t batch) {
  ++passes_.meta;
  const MetaTracking tracking(state_.theta, false, state_.lambda, true);
  terms = terms.detach().requires_grad_();
  const auto loss = reduce(terms, batch);
  const auto slope = torch::autograd::grad({loss}, {terms}, {}, /*retain_graph=*/true, /*create_graph=*/true)[0];
  backward_into({&state_.lambda}, (slope * tangent).sum());
  return state_.lambda.gradients().clone();
}

torch::Tensor BilevelProblem::mixed_by_tangent(const torch::Tensor& point, const torch::Tensor& v, std::size_t batch) {
  hold(batch, point);
  const auto [terms, tangent] = train_tangent(point, v, batch);
  return derivative_of_reduction(terms, tangent, batch);
}

torch::Tensor BilevelProblem::mixed_difference(const torch::Tensor& point, const torch::Tensor& v, double relative_step,
                                               Sides sides, std::size_t batch) {
  const double norm = v.norm().item<double>();
  if (norm == 0) return zero_meta_gradient();
  const torch::NoGradGuard no_grad;
  const double h = relative_step / norm;
  const bool two = sides == Sides::two;
  const double width = two ? 2 * h : h;
  const double lower = two ? -h : 0;
  const auto beside = [&](double distance) { return distance == 0 ? point : torch::add(point, v, distance); };
  if (placement() == MetaPlacement::inside_network) {
    auto difference = train_meta_gradient(beside(h), batch).meta_gradient;
    return difference.sub_(train_meta_gradient(beside(lower), batch).meta_gradient).div_(width);
  }
  hold(batch, two ? torch::Tensor() : point);
  const auto behind = terms_without_graph(beside(lower), batch);
  const auto ahead = terms_without_graph(beside(h), batch);
  return derivative_of_reduction(two ? (ahead + behind) / 2 : behind, (ahead - behind) / width, batch);
}

torch::Tensor BilevelProblem::hessian_product(const torch::Tensor& point, const torch::Tensor& v, std::size_t batch) {
  return derivative_of_product(point, v, state_.theta, batch);
}

/// ∂/∂x ⟨∇_θ ℓ_T(point, λ), v⟩ for x = θ or λ, through the graph of the gradient.
torch::Tensor BilevelProblem::derivative_of_product(const torch::Tensor& point, const torch::Tensor& v,
                                                    FlatParameters& with_respect_to, std::size_t batch) {
  if (!task().twice_differentiable()) {
    throw Error("task", "its training loss cannot be differentiated twice",
                "choose an estimator without second-order derivatives, e.g. evograd");
  }
  hold(batch, point);
  ++passes_.forward;
  ++passes_.backward;
  ++passes_.second_order;
  return displaced(point, training_layers(batch), [&] {
    const MetaTracking tracking(state_.theta, true, state_.lambda, &with_respect_to == &state_.lambda);
    const auto loss = train_loss_with_graph(batch);
    if (!loss.requires_grad()) return torch::zeros_like(with_respect_to.values());
    const auto gradients = torch::autograd::grad({loss}, state_.theta.tensors(), {}, /*retain_graph=*/true,
                                                 /*create_graph=*/true, /*allow_unused=*/true);
    torch::Tensor product;
    for (std::size_t i = 0; i < gradients.size(); ++i) {
      if (!gradients[i].defined()) continue;
      const auto term = (gradients[i] * layout().view(v, segments()[i])).sum();
      product = product.defined() ? product + term : term;
    }
    if (!product.defined() || !product.requires_grad() || with_respect_to.tensors().empty()) {
      return torch::zeros_like(with_respect_to.values());
    }
    const auto derivative = torch::autograd::grad({product}, with_respect_to.tensors(), {}, /*retain_graph=*/false,
                                                  /*create_graph=*/false, /*allow_unused=*/true);
    return with_respect_to.layout().pack(derivative, with_respect_to.values().options());
  });
}

}  // namespace evograd
