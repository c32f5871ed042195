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
    const auto& data = training_batch(batch);
    const auto terms = state_.own_terms(data);
    const auto& tangent = terms._fw_grad(level.index());
    const auto primal = terms._fw_primal(static_cast<std::int64_t>(level.index()));
    return {state_.rows_of_all(primal.detach().clone(), data),
            state_.rows_of_all(tangent.defined() ? tangent.detach().clone() : torch::zeros_like(primal), data)};
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
  torch::Tensor behind;
  torch::Tensor ahead;
  if (const auto first = beside(lower); !left_by_base_update(first, batch) && shares_points(2)) {
    share_points(
        2, batch, [&](std::size_t k) { return terms_without_graph(k == 0 ? first : beside(h), batch); },
        [&](std::size_t k, const torch::Tensor& terms) { (k == 0 ? behind : ahead) = terms; });
  } else {
    behind = terms_without_graph(first, batch);
    ahead = terms_without_graph(beside(h), batch);
  }
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

}  // namespace evograd
