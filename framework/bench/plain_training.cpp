#include "framework/bench/plain_training.hpp"

#include <utility>

#include "evograd/after_network.hpp"
#include "evograd/autocast.hpp"
#include "framework/optimizer/flat_optimizer.hpp"
#include "framework/prepare/device_settings.hpp"
#include "framework/prepare/prepared_task.hpp"
#include "framework/prepare/process_settings.hpp"

namespace evograd::host {

PlainTraining::PlainTraining(const ResolvedManifest& manifest, PlainStyle style)
    : device_(choose_device(manifest.run.options.device)),
      dtype_(chosen_dtype(manifest.run.options)),
      autocast_(autocast_type(manifest.run.options)) {
  const auto preparation = preparation_of(manifest);
  auto prepared = prepare_task(preparation);
  task_ = std::move(prepared.task);
  choose_threads(manifest.run.options, *task_, preparation.run);
  live_bytes_before_model_ = prepared.live_bytes_before_model;
  for (auto& parameter : task_->meta_model()->parameters()) parameter.set_requires_grad(false);
  auto parameters = task_->model()->parameters();
  if (style == PlainStyle::own) {
    format_ = memory_format_for(manifest.run.options, *task_->model(), /*twice=*/false);
    flat_.emplace(task_->model(), format_);
    parameters = {flat_->values()};
  }
  optimizer_ = make_optimizer(manifest.base_optimizer.options, parameters);
  task_->model()->train();
}

torch::Tensor PlainTraining::loss(const Batch& batch) {
  const AutocastScope autocast(autocast_);
  auto* task = dynamic_cast<AfterNetwork*>(task_.get());
  return (task ? task->network_terms(batch).mean() : task_->training_loss(batch)).to(dtype_);
}

void PlainTraining::step() {
  const auto batch = task_->training_batch(step_++, 0).to(device_, dtype_, format_);
  optimizer_->zero_grad();
  auto value = loss(batch);
  value.backward();
  static_cast<void>(value.item<double>());  // as a training loop reads its loss
  optimizer_->step();
}

}  // namespace evograd::host
