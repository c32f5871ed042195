// The functions of BilevelProblem that take several points: one process visits them in turn, several share them.

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <utility>

#include "bilevel_problem_scopes.hpp"

namespace evograd {
namespace {

constexpr std::size_t kCounts = 5;

std::array<std::int64_t*, kCounts> counts(PassCount& passes) {
  return {&passes.forward, &passes.backward, &passes.meta, &passes.tangent, &passes.second_order};
}

}  // namespace

/// Whether processes divide `count` points among themselves. If the examples can be divided instead, they do so only if
/// no process is left without a point.
bool BilevelProblem::shares_points(std::size_t count) const {
  if (!state_.group || !state_.split_points || count < 2) return false;
  return !state_.split_examples || count % static_cast<std::size_t>(state_.group->size()) == 0;
}

/// Calls visit(k, evaluate(k)) for k = 0 … count − 1 in order, with `evaluate` called by one process each. Its results
/// have one shape and type.
void BilevelProblem::share_points(std::size_t count, std::size_t batch,
                                  const std::function<torch::Tensor(std::size_t k)>& evaluate,
                                  const std::function<void(std::size_t k, const torch::Tensor& result)>& visit) {
  if (state_.after_network && holds_context()) hold(batch, torch::Tensor());  // all processes together
  auto& group = *state_.group;
  const auto size = static_cast<std::size_t>(group.size());
  auto before = passes_;
  const auto evaluations = evaluations_;
  for (std::size_t first = 0; first < count; first += size) {
    // A process without a point of its own evaluates the last one: all results have its shape.
    const auto own = std::min(first + static_cast<std::size_t>(group.rank()), count - 1);
    evaluations_ = evaluations + own;
    const auto result = [&] {
      const AloneScope alone(state_);
      return evaluate(own);
    }();
    const auto round = group.gather(result);
    for (std::size_t i = 0; i < size && first + i < count; ++i) visit(first + i, round[i]);
  }
  evaluations_ = evaluations + count;
  // What all have done, as every process reports it.
  auto own = torch::zeros({static_cast<std::int64_t>(kCounts)}, torch::kInt64);
  for (std::size_t i = 0; i < kCounts; ++i) {
    own[static_cast<std::int64_t>(i)] = *counts(passes_)[i] - *counts(before)[i];
  }
  passes_ = before;
  for (const auto& done : group.gather(own)) {
    for (std::size_t i = 0; i < kCounts; ++i)
      *counts(passes_)[i] += done[static_cast<std::int64_t>(i)].item<std::int64_t>();
  }
}

std::vector<double> BilevelProblem::train_losses(const Points& points, std::size_t batch) {
  const FullPrecision precision(state_);  // they are compared with each other
  return losses(points.size(), batch, [&](std::size_t k) { return deferred_train_loss(points[k], batch); });
}

std::vector<double> BilevelProblem::validation_losses(const Points& points) {
  const FullPrecision precision(state_);
  return losses(points.size(), 0, [&](std::size_t k) { return deferred_validation_loss(points[k]); });
}

std::vector<double> BilevelProblem::values(std::size_t count, const std::function<double(std::size_t k)>& evaluate) {
  constexpr std::uint64_t most = 1 << 16;  // evaluations in one value, each with a key of its own where they are fresh
  const FullPrecision precision(state_);
  const auto before = evaluations_;
  const auto value = [&](std::size_t k) {
    evaluations_ = before + k * most;
    return evaluate(k);
  };
  std::vector<double> all;
  if (shares_points(count)) {
    share_points(
        count, 0, [&](std::size_t k) { return torch::full({1}, value(k), torch::kFloat64); },
        [&](std::size_t, const torch::Tensor& result) { all.push_back(result.item<double>()); });
  } else {
    for (std::size_t k = 0; k < count; ++k) all.push_back(value(k));
  }
  evaluations_ = before + count * most;
  return all;
}

std::vector<double> BilevelProblem::losses(std::size_t count, std::size_t batch,
                                           const std::function<DeferredNumber(std::size_t k)>& evaluate) {
  std::vector<DeferredNumber> all;  // read when all have been queued
  if (shares_points(count)) {
    share_points(
        count, batch, [&](std::size_t k) { return torch::full({1}, evaluate(k).value(), torch::kFloat64); },
        [&](std::size_t, const torch::Tensor& loss) { all.emplace_back(loss); });
  } else {
    for (std::size_t k = 0; k < count; ++k) all.push_back(evaluate(k));
  }
  return {all.begin(), all.end()};
}

std::vector<BilevelProblem::LambdaGradient> BilevelProblem::train_lambda_gradients(const Points& points,
                                                                                   std::size_t batch) {
  const FullPrecision precision(state_);
  std::vector<LambdaGradient> all;
  if (!shares_points(points.size())) {
    for (std::size_t k = 0; k < points.size(); ++k) all.push_back(train_lambda_gradient(points[k], batch));
    return all;
  }
  const auto type = torch::promote_types(theta().scalar_type(), lambda().scalar_type());  // holds loss and gradient
  share_points(
      points.size(), batch,
      [&](std::size_t k) {
        const auto evaluation = train_lambda_gradient(points[k], batch);
        const auto loss = torch::full({1}, evaluation.loss.value(), lambda().options().dtype(type));
        return torch::cat({evaluation.lambda_gradient.to(type), loss});
      },
      [&](std::size_t, const torch::Tensor& both) {
        const auto size = both.size(0) - 1;
        all.push_back({DeferredNumber(both[size]), both.slice(0, 0, size).to(lambda().scalar_type()).clone()});
      });
  return all;
}

torch::Tensor BilevelProblem::weighted_lambda_gradient(const Points& points, const std::vector<double>& coefficients,
                                                       std::size_t batch) {
  if (coefficients.size() != points.size()) {
    throw Error("estimator", fmt::format("passes {} coefficients for {} points", coefficients.size(), points.size()));
  }
  const torch::NoGradGuard no_grad;
  const FullPrecision precision(state_);
  auto sum = zero_meta_gradient();
  const auto gradient = [&](std::size_t k) { return train_lambda_gradient(points[k], batch).lambda_gradient; };
  const auto add = [&](std::size_t k, const torch::Tensor& term) { sum.add_(term, coefficients[k]); };
  if (shares_points(points.size())) {
    share_points(points.size(), batch, gradient, add);
  } else {
    for (std::size_t k = 0; k < points.size(); ++k) add(k, gradient(k));
  }
  return sum;
}

}  // namespace evograd
