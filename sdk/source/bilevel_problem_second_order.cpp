// Double backward: derivatives of ⟨∇_θ ℓ_T, v⟩.

#include <algorithm>
#include <utility>

#include "bilevel_problem_scopes.hpp"

namespace evograd {

/// ⟨∇_θ output, v⟩ with a graph, where `seed` is the derivative with respect to `output` that the gradient begins with;
/// undefined if the output does not depend on θ.
torch::Tensor BilevelProblem::product_with_gradient(const torch::Tensor& output, const torch::Tensor& v,
                                                    const torch::Tensor& seed) const {
  const auto seeds = seed.defined() ? std::vector{seed} : std::vector<torch::Tensor>();
  const auto gradients =
      torch::autograd::grad({output}, tracked_parameters({&state_.theta}), seeds, /*retain_graph=*/true,
                            /*create_graph=*/true, /*allow_unused=*/true);
  torch::Tensor product;
  auto gradient = gradients.begin();
  for (std::size_t i = 0; i < layout().segments().size(); ++i) {
    if (!state_.theta.tensors()[i].requires_grad()) continue;
    if (const auto& part = *gradient++; part.defined()) {
      const auto term = (part * layout().view(v, layout().segments()[i])).sum();
      product = product.defined() ? product + term : term;
    }
  }
  return product;
}

namespace {

using Derivatives = std::vector<torch::Tensor>::const_iterator;

/// The derivatives with respect to the tracked tensors of `target`, which begin at `next`, as one vector; `next` moves
/// behind them.
torch::Tensor packed(const FlatParameters& target, Derivatives& next) {
  std::vector<torch::Tensor> parts;
  for (const auto& tensor : target.tensors()) parts.push_back(tensor.requires_grad() ? *next++ : torch::Tensor());
  return target.layout().pack(parts, target.values().options());
}

/// Adds the derivatives of `product` with respect to each of `targets` to `sums` [P] or [H].
void add_derivatives(const torch::Tensor& product, const std::vector<FlatParameters*>& targets,
                     std::vector<torch::Tensor>& sums) {
  const auto inputs = tracked_parameters(targets);
  if (!product.defined() || !product.requires_grad() || inputs.empty()) return;
  const auto found = torch::autograd::grad({product}, inputs, {}, /*retain_graph=*/false, /*create_graph=*/false,
                                           /*allow_unused=*/true);
  const torch::NoGradGuard no_grad;
  auto next = found.cbegin();
  for (std::size_t i = 0; i < targets.size(); ++i) {
    auto derivative = packed(*targets[i], next);
    if (sums[i].defined()) {
      sums[i].add_(derivative);
    } else {
      sums[i] = std::move(derivative);
    }
  }
}

bool contains(const std::vector<FlatParameters*>& targets, const FlatParameters& target) {
  return std::find(targets.begin(), targets.end(), &target) != targets.end();
}

}  // namespace

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
  if (state_.accumulate > 1) return derivatives_in_parts(point, v, targets, batch);
  ++passes_.forward;
  count_backward();
  passes_.second_order += restricted_to_head() ? 0 : 1;
  std::vector<torch::Tensor> derivatives(targets.size());
  displaced(point, training_layers(batch), [&] {
    const MetaTracking tracking(*this, true, contains(targets, state_.lambda));
    const auto loss = train_loss_with_graph(batch);
    if (loss.requires_grad()) add_derivatives(product_with_gradient(loss, v), targets, derivatives);
  });
  for (std::size_t i = 0; i < targets.size(); ++i) {
    if (!derivatives[i].defined()) derivatives[i] = torch::zeros_like(targets[i]->values());
  }
  return derivatives;
}

/// The same with the graph of one part of the batch at a time. If λ acts after the network, ℓ_T = F(ℓ(θ), λ), then
///
///   ∇²_θ ℓ_T v = Σ_i c_i ∇ℓ_i + ∇_θ ⟨∇_θ Σ_i f_i ℓ_i, v⟩,   f = ∂F/∂ℓ,   c = ∂/∂ℓ ⟨f, ℓ̇⟩,   ℓ̇ = the derivative along
///   v,
///
/// with f and c fixed: sums over the rows again.
std::vector<torch::Tensor> BilevelProblem::derivatives_in_parts(const torch::Tensor& point, const torch::Tensor& v,
                                                                const std::vector<FlatParameters*>& targets,
                                                                std::size_t batch) {
  const auto& data = training_batch(batch);
  std::vector<torch::Tensor> sums;
  for (auto* target : targets) sums.push_back(torch::zeros_like(target->values()));
  const bool to_theta = contains(targets, state_.theta);
  torch::Tensor f;
  torch::Tensor c;
  if (state_.after_network) {
    const auto [terms, tangent] = train_tangent(point, v, batch);
    const MetaTracking tracking(*this, false, contains(targets, state_.lambda));
    const auto leaf = terms.detach().requires_grad_();
    f = torch::autograd::grad({reduce(leaf, batch)}, {leaf}, {}, /*retain_graph=*/true, /*create_graph=*/true)[0];
    const auto along = (f * tangent).sum();
    if (along.requires_grad()) {
      auto inputs = tracked_parameters({&state_.lambda});
      inputs.push_back(leaf);
      const auto found = torch::autograd::grad({along}, inputs, {}, /*retain_graph=*/false, /*create_graph=*/false,
                                               /*allow_unused=*/true);
      c = found.back();
      for (std::size_t i = 0; i < targets.size(); ++i) {
        auto first = found.cbegin();
        if (targets[i] == &state_.lambda) sums[i] = packed(state_.lambda, first);
      }
    }
    f = f.detach();
    if (!to_theta) return sums;
  }
  ++passes_.forward;
  count_backward();
  ++passes_.second_order;
  displaced(point, training_layers(batch), [&] {
    const MetaTracking tracking(*this, true, !state_.after_network && contains(targets, state_.lambda));
    state_.for_each_own_part(data, [&](const Batch& part, std::int64_t first) {
      if (!state_.after_network) {
        const auto loss = state_.part_of_loss(LossKind::training, part, data);
        if (loss.requires_grad()) add_derivatives(product_with_gradient(loss, v), targets, sums);
        return;
      }
      const auto own = state_.terms_of(part);
      if (!own.requires_grad()) return;
      auto product = product_with_gradient(own, v, f.slice(0, first, first + own.size(0)));
      if (c.defined()) {
        const auto rest = (c.slice(0, first, first + own.size(0)) * own).sum();
        product = product.defined() ? product + rest : rest;
      }
      add_derivatives(product, targets, sums);
    });
  });
  for (std::size_t i = 0; i < targets.size(); ++i) {
    const bool of_all = state_.after_network && targets[i] == &state_.lambda;  // from the terms of all
    if (!of_all) state_.sum_over_parts(sums[i]);
  }
  return sums;
}

}  // namespace evograd
