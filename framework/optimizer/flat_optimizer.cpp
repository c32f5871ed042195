#include "framework/optimizer/flat_optimizer.hpp"

#include <torch/optim/adam.h>
#include <torch/optim/adamw.h>
#include <torch/optim/sgd.h>

#include <algorithm>
#include <cmath>
#include <numbers>

#include "evograd/flat_vector.hpp"
#include "framework/optimizer/base_rule.hpp"

namespace evograd::host {

std::unique_ptr<torch::optim::Optimizer> make_optimizer(const OptimizerOptions& options,
                                                        const std::vector<torch::Tensor>& parameters) {
  if (options.kind == "sgd") {
    return std::make_unique<torch::optim::SGD>(parameters, torch::optim::SGDOptions(options.lr)
                                                               .momentum(options.momentum)
                                                               .nesterov(options.nesterov)
                                                               .weight_decay(options.weight_decay));
  }
  if (options.kind == "adamw") {
    return std::make_unique<torch::optim::AdamW>(parameters, torch::optim::AdamWOptions(options.lr)
                                                                 .betas({options.beta1, options.beta2})
                                                                 .eps(options.epsilon)
                                                                 .weight_decay(options.weight_decay));
  }
  return std::make_unique<torch::optim::Adam>(parameters, torch::optim::AdamOptions(options.lr)
                                                              .betas({options.beta1, options.beta2})
                                                              .eps(options.epsilon)
                                                              .weight_decay(options.weight_decay));
}

double scheduled_rate(const OptimizerOptions& options, std::int64_t step, std::int64_t total_steps) {
  if (step < options.warmup_steps) {
    return options.lr * static_cast<double>(step + 1) / static_cast<double>(options.warmup_steps);
  }
  if (options.schedule == "steps") {
    const auto passed = std::count_if(options.milestones.begin(), options.milestones.end(),
                                      [&](std::int64_t milestone) { return step >= milestone; });
    return options.lr * std::pow(options.decay, static_cast<double>(passed));
  }
  const auto length = std::max<std::int64_t>(total_steps - options.warmup_steps, 1);
  const double progress = std::min(1.0, static_cast<double>(step - options.warmup_steps) / static_cast<double>(length));
  if (options.schedule == "cosine") return options.lr * 0.5 * (1 + std::cos(std::numbers::pi * progress));
  if (options.schedule == "linear") return options.lr * (1 - progress);
  return options.lr;
}

FlatOptimizer::FlatOptimizer(const OptimizerOptions& options, FlatParameters& parameters, std::int64_t total_steps)
    : options_(options),
      parameters_(parameters),
      total_steps_(total_steps),
      optimizer_(make_optimizer(options, {parameters.values()})) {}

BaseRule FlatOptimizer::rule(std::int64_t step) const { return base_rule(options_, learning_rate(step), *optimizer_); }

void FlatOptimizer::step(std::int64_t step) {
  const torch::NoGradGuard no_grad;
  if (options_.clip_norm > 0) {
    const double norm = flat_norm(parameters_.gradients());
    if (norm > options_.clip_norm) parameters_.gradients().mul_(options_.clip_norm / norm);
  }
  for (auto& group : optimizer_->param_groups()) group.options().set_lr(learning_rate(step));
  optimizer_->step();
}

}  // namespace evograd::host
