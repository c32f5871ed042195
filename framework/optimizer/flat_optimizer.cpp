#include "framework/optimizer/flat_optimizer.hpp"

#include <torch/optim/adam.h>
#include <torch/optim/adamw.h>
#include <torch/optim/sgd.h>

#include <algorithm>
#include <cmath>
#include <numbers>
#include <utility>

#include "evograd/error.hpp"
#include "evograd/flat_vector.hpp"
#include "framework/optimizer/base_rule.hpp"

namespace evograd::host {
namespace {

constexpr std::int64_t kAligned = 16;  // elements: segments begin where a loop over the whole vector begins a register

/// Scales `gradient` to a norm of at most `largest`.
void clip(torch::Tensor& gradient, double largest) {
  if (!gradient.device().is_cpu()) {  // without waiting for the device
    gradient.mul_((largest / gradient.norm()).clamp_max(1));
    return;
  }
  const double norm = flat_norm(gradient);
  if (norm > largest) gradient.mul_(largest / norm);
}

/// The state of the parameters in `range`; shares storage with `state`.
OptimizerState part_of(const OptimizerState& state, const OptimizerRange& range) {
  OptimizerState part{.steps = state.steps};
  for (const auto& [name, moment] : state.moments) {
    part.moments.emplace_back(name, moment.narrow(0, range.begin, range.length));
  }
  return part;
}

}  // namespace

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

FlatOptimizer::FlatOptimizer(const OptimizerOptions& options, FlatParameters& parameters, std::int64_t total_steps,
                             ProcessGroup* processes)
    : options_(options),
      parameters_(parameters),
      total_steps_(total_steps),
      processes_(processes && processes->size() * kAligned <= parameters.layout().size() ? processes : nullptr),
      ranges_(optimizer_ranges(options, parameters.layout())) {
  const auto own = segment_of(processes_ ? processes_->rank() : 0);
  for (const auto& range : ranges_) {
    const auto begin = std::max(range.begin, own.begin);
    const auto length = std::min(range.begin + range.length, own.begin + own.length) - begin;
    if (length <= 0 && ranges_.size() > 1) continue;
    auto values = parameters.values();
    if (!options.groups.empty() || processes_) {
      values = parameters.values().detach().narrow(0, begin, length);
      values.mutable_grad() = parameters.gradients().narrow(0, begin, length);
    }
    auto optimizer = make_optimizer(range.options, {values});
    parts_.push_back({{begin, length, range.options}, std::move(values), std::move(optimizer)});
  }
  const bool same = std::all_of(ranges_.begin(), ranges_.end(),
                                [&](const OptimizerRange& range) { return range.options.lr == options.lr; });
  if (same) return;
  if (options.lr == 0) {
    throw Error(
        "[optimizer.base]", "lr is 0, but groups have other learning rates",
        "set lr to the learning rate of the other parameters, and give a group whose parameters stay fixed lr = 0");
  }
  const torch::NoGradGuard no_grad;
  relative_rates_ = torch::ones_like(parameters.values());
  for (const auto& range : ranges_) {
    relative_rates_.narrow(0, range.begin, range.length).fill_(range.options.lr / options.lr);
  }
}

FlatOptimizer::Segment FlatOptimizer::segment_of(int rank) const {
  const auto size = parameters_.layout().size();
  if (!processes_) return {0, size};
  const auto begin_of = [&](std::int64_t one) {
    return one == processes_->size() ? size : size / kAligned * one / processes_->size() * kAligned;
  };
  return {begin_of(rank), begin_of(rank + 1) - begin_of(rank)};
}

BaseRule FlatOptimizer::rule(std::int64_t step) const {
  const auto state = whole_state();
  std::vector<BaseRule> rules;
  for (const auto& range : ranges_) {
    rules.push_back(base_rule(range.options, scheduled_rate(range.options, step, total_steps_), part_of(state, range)));
  }
  if (rules.size() == 1) return rules.front();
  auto joined = joined_rule(rules, ranges_, parameters_.values());
  joined.learning_rate = learning_rate(step);
  joined.relative_rates = relative_rates_;
  return joined;
}

OptimizerState FlatOptimizer::state() const {
  if (processes_) processes_->meet();
  return whole_state();
}

OptimizerState FlatOptimizer::whole_state() const {
  const torch::NoGradGuard no_grad;
  auto state = optimizer_state(*parts_.front().optimizer, options_.kind);
  if (parts_.size() == 1 && !processes_) return state;
  for (std::size_t i = 0; i < state.moments.size(); ++i) {
    auto& moment = state.moments[i].second;
    moment = torch::zeros_like(parameters_.values());
    for (const auto& [range, values, optimizer] : parts_) {
      const auto own = optimizer_state(*optimizer, options_.kind);
      moment.narrow(0, range.begin, range.length).copy_(own.moments[i].second);
    }
    if (processes_) collect(moment);
  }
  return state;
}

void FlatOptimizer::collect(torch::Tensor& vector) const {
  const auto own = segment_of(processes_->rank());
  std::int64_t longest = 0;
  for (int rank = 0; rank < processes_->size(); ++rank) longest = std::max(longest, segment_of(rank).length);
  auto sent = torch::zeros({longest}, vector.options().requires_grad(false));
  sent.narrow(0, 0, own.length).copy_(vector.narrow(0, own.begin, own.length));
  const auto all = processes_->gather(sent);
  for (int rank = 0; rank < processes_->size(); ++rank) {
    const auto segment = segment_of(rank);
    vector.narrow(0, segment.begin, segment.length)
        .copy_(all[static_cast<std::size_t>(rank)].narrow(0, 0, segment.length));
  }
}

void FlatOptimizer::restore(const OptimizerState& state) {
  for (auto& [range, values, optimizer] : parts_) {
    restore_optimizer_state(*optimizer, options_.kind, values, part_of(state, range));
  }
}

void FlatOptimizer::step(std::int64_t step) {
  const torch::NoGradGuard no_grad;
  if (options_.clip_norm > 0) clip(parameters_.gradients(), options_.clip_norm);
  for (auto& [range, values, optimizer] : parts_) {
    for (auto& group : optimizer->param_groups()) {
      group.options().set_lr(scheduled_rate(range.options, step, total_steps_));
    }
    optimizer->step();
  }
  if (!processes_) return;
  auto values = parameters_.values().detach();
  collect(values);
}

}  // namespace evograd::host
