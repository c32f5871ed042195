#include "framework/pretrain/pretraining_loop.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <cmath>
#include <memory>
#include <utility>
#include <vector>

#include "evograd/autocast.hpp"
#include "evograd/error.hpp"
#include "evograd/flat_parameters.hpp"
#include "evograd/logging.hpp"
#include "evograd/module_state.hpp"
#include "evograd/progress.hpp"
#include "framework/errors/not_finite_text.hpp"
#include "framework/optimizer/flat_optimizer.hpp"

namespace evograd::host {
namespace {

constexpr std::int64_t kLines = 10;  // number of progress lines

/// Restores the training flag of every submodule at the end of the scope.
class TrainingFlags {
 public:
  explicit TrainingFlags(const torch::nn::Module& module) {
    for (const auto& part : module.modules()) flags_.emplace_back(part, part->is_training());
  }
  ~TrainingFlags() {
    for (const auto& [part, training] : flags_) part->train(training);  // a module comes before its submodules
  }
  TrainingFlags(const TrainingFlags&) = delete;
  TrainingFlags& operator=(const TrainingFlags&) = delete;

 private:
  std::vector<std::pair<std::shared_ptr<torch::nn::Module>, bool>> flags_;
};

void require_finite_loss(double loss, std::int64_t step) {
  if (std::isfinite(loss)) return;
  throw Error(fmt::format("pre-training, step {}", step), fmt::format("the loss is {}", not_finite_text(loss)),
              "lower [optimizer.pretrain] lr or clip the gradient with its clip_norm");
}

std::string score_line(const Metrics& metrics) {
  std::string text = "pre-trained";
  for (const auto& [name, value] : metrics) text += fmt::format("  {} {:.4g}", name, value);
  return text;
}

std::string loss_line(std::int64_t step, std::int64_t steps, double loss) {
  return fmt::format("pre-training, step {} of {}  loss {:.4g}", step, steps, loss);
}

/// A pre-training whose batches several processes may share.
class SharedLoss {
 public:
  SharedLoss(Pretraining& whole, ProcessGroup* group)
      : whole_(whole), group_(group), parts_(group ? dynamic_cast<DivisiblePretraining*>(&whole) : nullptr) {}

  /// Random layers draw for each part from a key of its own.
  RandomKey layers(RandomKey key) const { return group_ ? key.fold(static_cast<std::uint64_t>(group_->rank())) : key; }

  torch::Tensor of(std::int64_t step) const {
    return parts_ ? parts_->partial_loss(step, group_->rank(), group_->size()) : whole_.loss(step);
  }

  /// The value and, in `gradients`, the gradient of the whole loss from those of this process's part.
  double combine(const torch::Tensor& loss, torch::Tensor& gradients) const {
    if (!group_) return loss.item<double>();
    group_->sum(gradients);
    double value = 0;
    for (const auto& one : group_->gather(loss.detach())) value += one.item<double>();
    return value;
  }

  /// Gives floating-point buffers the means over the processes: running averages are linear in what they average.
  void average_buffers(ModuleState& modules) const {
    if (!group_) return;
    auto buffers = modules.buffers();
    for (auto& buffer : buffers) {
      if (!buffer.is_floating_point()) continue;
      auto sum = buffer.flatten().contiguous().clone();
      group_->sum(sum);
      buffer = (sum / group_->size()).view(buffer.sizes());
    }
    modules.set_buffers(buffers);
  }

 private:
  Pretraining& whole_;
  ProcessGroup* group_;
  DivisiblePretraining* parts_;
};

}  // namespace

void train(Pretraining& pretraining, const PretrainingLoop& loop) {
  const auto model = pretraining.model();
  const TrainingFlags flags(*model);
  model->train();
  FlatParameters parameters(model, loop.memory_format);
  FlatOptimizer optimizer(loop.optimizer, parameters, loop.steps);
  const auto device = parameters.values().device();
  const SharedLoss shared(pretraining, loop.group);
  const auto every = std::max<std::int64_t>(1, loop.steps / kLines);
  Progress progress("pre-training", loop.steps, "steps");
  for (std::int64_t step = 0; step < loop.steps; ++step) {
    const GlobalGeneratorGuard layers(shared.layers(loop.layers.fold(static_cast<std::uint64_t>(step))), device);
    parameters.gradients().zero_();
    const auto loss = [&] {
      const AutocastScope autocast(loop.autocast);
      return shared.of(step).to(parameters.values().scalar_type());
    }();
    loss.backward();
    const double value = shared.combine(loss, parameters.gradients());
    require_finite_loss(value, step);
    optimizer.step(step);
    progress.advance();
    if ((step + 1) % every == 0 || step == 0) logging::info(loss_line(step + 1, loop.steps, value));
  }

  const torch::NoGradGuard no_grad;
  const GlobalGeneratorGuard layers(loop.layers.fold("evaluation"), device);
  ModuleState state({model});
  shared.average_buffers(state);
  state.save();
  const auto metrics = pretraining.evaluate();
  state.restore();
  if (!metrics.empty()) logging::info(score_line(metrics));
}

}  // namespace evograd::host
