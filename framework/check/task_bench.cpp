#include "framework/check/task_bench.hpp"

#include <torch/torch.h>

#include "framework/check/loaded_component.hpp"
#include "framework/prepare/device_settings.hpp"

namespace evograd::host::check {

TaskBench::TaskBench(const Context& context, torch::Dtype dtype, OptionValues options) : key_(context.key) {
  const auto& entry = entry_of<TaskEntry>(context);
  options.insert(entry.description.small.begin(), entry.description.small.end());
  try {
    task_ = entry.make(options);
    task_->open({.randomness = key_.fold("task"), .folder = ".", .steps = 100});
    const GlobalGeneratorGuard initialization(key_.fold("initialization"), torch::kCPU);
    task_->build(std::make_shared<BenchBackbone>(task_->input()));
  } catch (const Error& error) {
    throw Skip(std::string("it refuses: ") + error.what());
  }
  if (!task_->model() || !task_->meta_model()) throw Skip("it has no model; see task/opens");
  for (const auto& module : {task_->model(), task_->meta_model()}) move_module(*module, torch::kCPU, dtype);
  state_ = std::make_unique<TrainingState>(*task_);
}

Batch TaskBench::training_batch(std::int64_t step, std::int64_t index) {
  const auto& values = state_->theta.values();
  return task_->training_batch(step, index).to(values.device(), values.scalar_type(), state_->format);
}

Batch TaskBench::validation_batch(std::int64_t step) {
  const auto& values = state_->theta.values();
  return task_->validation_batch(step).to(values.device(), values.scalar_type(), state_->format);
}

void TaskBench::hold(const Batch& batch) {
  if (task_->placement() != MetaPlacement::after_network) return;
  holds_ = true;
  if (!task_->holds_context()) return;
  const torch::NoGradGuard no_grad;
  const GlobalGeneratorGuard layers(key_.fold("layers"), torch::kCPU);
  state_->modules.save();
  held_ = task_->held_context(task_->network_terms(batch), batch);
  state_->modules.restore();
}

torch::Tensor TaskBench::loss(LossKind kind, const Batch& batch) {
  const GlobalGeneratorGuard layers(key_.fold("layers"), torch::kCPU);
  state_->modules.save();
  const auto value = kind == LossKind::validation ? task_->validation_loss(batch)
                     : holds_                     ? task_->reduce(task_->network_terms(batch), batch, held_)
                                                  : task_->training_loss(batch);
  state_->modules.restore();
  return value;
}

Metrics TaskBench::evaluate() {
  const torch::NoGradGuard no_grad;
  const GlobalGeneratorGuard layers(key_.fold("layers"), torch::kCPU);
  state_->modules.save();
  auto metrics = task_->evaluate();
  state_->modules.restore();
  return metrics;
}

}  // namespace evograd::host::check
