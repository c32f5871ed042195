// The directional and second-order primitives of BilevelProblem.

#include <algorithm>
#include <utility>

#include "bilevel_problem_scopes.hpp"
#include "evograd/flat_vector.hpp"

namespace evograd {
namespace {

/// A forward-mode level that ends with the scope and clears its tangents.
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

}  // namespace

BilevelProblem::Tangent BilevelProblem::train_tangent(const torch::Tensor& point, const torch::Tensor& v,
                                                      std::size_t batch) {
  const torch::NoGradGuard no_grad;
  ++passes_.tangent;
  return displaced(point, training_layers(batch), [&]() -> Tangent {
    const TangentLevel level;
    for (std::size_t i = 0; i < layout().segments().size(); ++i) {
      state_.theta.tensors()[i]._set_fw_grad(layout().view(v, layout().segments()[i]), level.index(),
                                             /*is_inplace_op=*/false);
    }
    const auto terms = state_.network_terms(training_batch(batch));
    const auto& tangent = terms._fw_grad(level.index());
    const auto primal = terms._fw_primal(static_cast<std::int64_t>(level.index()));
    return {primal.detach().clone(), tangent.defined() ? tangent.detach().clone() : torch::zeros_like(primal)};
  });
}

torch::Tensor BilevelProblem::mixed_product(const torch::Tensor& point, const torch::Tensor& v, MixedProduct how,
                                            std::size_t batch) {
  const bool after = state_.after_network != nullptr;
  if (how == MixedProduct::forward_mode && !after) {
    throw Error("bilevel problem",
                "the forward-mode mixed product needs a task whose meta-parameters act after the network",
                "use MixedProduct::automatic");
  }
  if (after && how != MixedProduct::double_backward) return mixed_by_tangent(point, v, batch);
  return derivatives_of_product(point, v, {&state_.lambda}, batch).front();
}

/// ∂/∂λ ⟨∂F/∂ℓ, ℓ̇⟩ for ℓ_T = F(ℓ(θ), λ): only the reduction is differentiated twice.
torch::Tensor BilevelProblem::derivative_of_reduction(torch::Tensor terms, const torch::Tensor& tangent,
                                                      std::size_t batch) {
  ++passes_.meta;
  const MetaTracking tracking(*this, false, true);
  terms = terms.detach().requires_grad_();
  const auto loss = reduce(terms, batch);
  const auto gradient = torch::autograd::grad({loss}, {terms}, {}, /*retain_graph=*/true, /*create_graph=*/true)[0];
  backward_into({&state_.lambda}, (gradient * tangent).sum());
  return state_.lambda.gradients().clone();
}

torch::Tensor BilevelProblem::mixed_by_tangent(const torch::Tensor& point, const torch::Tensor& v, std::size_t batch) {
  hold(batch, point);
  const auto [terms, tangent] = train_tangent(point, v, batch);
  return derivative_of_reduction(terms, tangent, batch);
}

torch::Tensor BilevelProblem::mixed_difference(const torch::Tensor& point, const torch::Tensor& v, double relative_step,
                                               Sides sides, std::size_t batch) {
  const double norm = flat_norm(v);
  if (norm == 0) return zero_meta_gradient();
  const torch::NoGradGuard no_grad;
  const FullPrecision precision(state_);
  const double h = relative_step / norm;
  const bool two = sides == Sides::two;
  const double width = two ? 2 * h : h;
  const double lower = two ? -h : 0;
  const auto beside = [&](double distance) { return distance == 0 ? point : torch::add(point, v, distance); };
  if (!state_.after_network) {
    const Points points(2, [&](std::size_t k) { return beside(k == 0 ? h : lower); });
    const auto ends = train_lambda_gradients(points, batch);
    return ends[0].lambda_gradient.sub(ends[1].lambda_gradient).div_(width);
  }
  hold(batch, two ? torch::Tensor() : point);
  const auto behind = terms_without_graph(beside(lower), batch);
  const auto ahead = terms_without_graph(beside(h), batch);
  return derivative_of_reduction(two ? (ahead + behind) / 2 : behind, (ahead - behind) / width, batch);
}

torch::Tensor BilevelProblem::hessian_product(const torch::Tensor& point, const torch::Tensor& v, std::size_t batch) {
  return derivatives_of_product(point, v, {&state_.theta}, batch).front();
}

BilevelProblem::Products BilevelProblem::second_order_products(const torch::Tensor& point, const torch::Tensor& v,
                                                               std::size_t batch) {
  const auto both = derivatives_of_product(point, v, {&state_.theta, &state_.lambda}, batch);
  return {both[0], both[1]};
}

/// ∂/∂x ⟨∇_θ ℓ_T(point, λ), v⟩ for each x of `targets`, through the graph of the gradient.
std::vector<torch::Tensor> BilevelProblem::derivatives_of_product(const torch::Tensor& point, const torch::Tensor& v,
                                                                  const std::vector<FlatParameters*>& targets,
                                                                  std::size_t batch) {
  if (!state_.traits.twice_differentiable) {
    throw Error("task", "its training loss cannot be differentiated twice",
                "choose an estimator without second-order derivatives, e.g. evograd");
  }
  const FullPrecision precision(state_);
  hold(batch, point);
  ++passes_.forward;
  count_backward();
  passes_.second_order += restricted_to_head() ? 0 : 1;
  const bool to_lambda = std::find(targets.begin(), targets.end(), &state_.lambda) != targets.end();
  return displaced(point, training_layers(batch), [&] {
    const MetaTracking tracking(*this, true, to_lambda);
    const auto inputs = tracked_parameters(targets);
    std::vector<torch::Tensor> derivatives;
    for (auto* target : targets) derivatives.push_back(torch::zeros_like(target->values()));
    const auto loss = train_loss_with_graph(batch);
    if (!loss.requires_grad() || inputs.empty()) return derivatives;
    const auto gradients = torch::autograd::grad({loss}, tracked_parameters({&state_.theta}), {}, /*retain_graph=*/true,
                                                 /*create_graph=*/true,
                                                 /*allow_unused=*/true);
    torch::Tensor product;
    auto gradient = gradients.begin();
    for (std::size_t i = 0; i < layout().segments().size(); ++i) {
      if (!state_.theta.tensors()[i].requires_grad()) continue;
      if (const auto& part = *gradient++; part.defined()) {
        const auto term = (part * layout().view(v, layout().segments()[i])).sum();
        product = product.defined() ? product + term : term;
      }
    }
    if (!product.defined() || !product.requires_grad()) return derivatives;
    const auto found = torch::autograd::grad({product}, inputs, {}, /*retain_graph=*/false, /*create_graph=*/false,
                                             /*allow_unused=*/true);
    auto next = found.begin();
    for (std::size_t i = 0; i < targets.size(); ++i) {
      std::vector<torch::Tensor> parts;
      for (const auto& tensor : targets[i]->tensors()) {
        parts.push_back(tensor.requires_grad() ? *next++ : torch::Tensor());
      }
      derivatives[i] = targets[i]->layout().pack(parts, targets[i]->values().options());
    }
    return derivatives;
  });
}

}  // namespace evograd
