#pragma once

// Shared by the parts of BilevelProblem's implementation: scopes that restore everything, and the backward pass.

#include <fmt/core.h>
#include <torch/csrc/autograd/autograd.h>

#include <exception>
#include <string>
#include <utility>
#include <vector>

#include "evograd/autocast.hpp"
#include "evograd/bilevel_problem.hpp"
#include "evograd/error.hpp"
#include "evograd/scalar_loss.hpp"
#include "tracked_parameters.hpp"

namespace evograd {

/// Fills the gradients() of `targets` with the derivatives of `loss`; zero where the loss does not depend on them or
/// they are not tracked.
inline void backward_into(const std::vector<FlatParameters*>& targets, const torch::Tensor& loss) {
  for (auto* target : targets) target->gradients().zero_();
  const auto inputs = tracked_parameters(targets);
  if (!loss.requires_grad() || inputs.empty()) return;
  torch::autograd::backward({loss}, {}, /*retain_graph=*/false, /*create_graph=*/false, inputs);
}

/// Sets the module to a point and restores it: parameters, buffers, training flags, global generator.
class BilevelProblem::Displacement {
 public:
  Displacement(BilevelProblem& problem, const torch::Tensor& point, RandomKey layers)
      : problem_(problem),
        layers_(problem.state_, layers),
        keeps_buffers_(std::exchange(problem.state_.keeps_buffers, false)) {
    problem_.require_unwritten();
    auto& values = problem_.state_.theta.values();
    if (point.is_same(values)) {
      problem_.snapshot_.reset();  // nothing to restore: free its memory for this evaluation's activations
      return;
    }
    const torch::NoGradGuard no_grad;
    if (!problem_.snapshot_.defined()) problem_.snapshot_ = values.clone();
    moved_ = true;
    problem_.state_.theta.assign(point);
  }
  ~Displacement() {
    const torch::NoGradGuard no_grad;
    if (std::uncaught_exceptions() > exceptions_) problem_.task_has_thrown_ = true;
    if (moved_) problem_.state_.theta.assign(problem_.snapshot_);
    problem_.state_.modules.restore();
    problem_.state_.keeps_buffers = keeps_buffers_;
  }
  Displacement(const Displacement&) = delete;
  Displacement& operator=(const Displacement&) = delete;

 private:
  BilevelProblem& problem_;
  LayerScope layers_;
  bool keeps_buffers_;
  int exceptions_ = std::uncaught_exceptions();
  bool moved_ = false;
};

/// Sets which parameters graphs reach within a scope, of θ those that count; enables grad mode.
class BilevelProblem::MetaTracking {
 public:
  MetaTracking(BilevelProblem& problem, bool track_theta, bool track_lambda)
      : theta_(problem.state_.theta),
        lambda_(problem.state_.lambda),
        counts_(problem.counts_),
        theta_before_(theta_.requires_grad()),
        lambda_before_(lambda_.requires_grad()) {
    theta_.requires_grad(track_theta);
    lambda_.requires_grad(track_lambda);
    if (track_theta) track_what_does_not_count(false);
  }
  ~MetaTracking() {
    if (theta_.requires_grad()) track_what_does_not_count(true);
    theta_.requires_grad(theta_before_);
    lambda_.requires_grad(lambda_before_);
  }
  MetaTracking(const MetaTracking&) = delete;
  MetaTracking& operator=(const MetaTracking&) = delete;

 private:
  void track_what_does_not_count(bool on) {
    for (std::size_t i = 0; i < counts_.size(); ++i) {
      if (!counts_[i]) theta_.tensors()[i].set_requires_grad(on);
    }
  }

  FlatParameters& theta_;
  FlatParameters& lambda_;
  const std::vector<bool>& counts_;
  bool theta_before_;
  bool lambda_before_;
  torch::AutoGradMode grad_mode_{true};
};

template <class Evaluation>
auto BilevelProblem::displaced(const torch::Tensor& point, RandomKey layers, Evaluation&& evaluation) {
  if (point.numel() != theta().numel() || point.scalar_type() != theta().scalar_type()) {
    throw Error("bilevel problem",
                fmt::format("a point has {} numbers of type {}, theta() has {} of type {}", point.numel(),
                            c10::toString(point.scalar_type()), theta().numel(), c10::toString(theta().scalar_type())));
  }
  const Displacement displacement(*this, point, layers);
  return evaluation();
}

}  // namespace evograd
