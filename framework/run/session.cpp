#include "framework/run/session.hpp"

#include <algorithm>
#include <thread>

#include "framework/manifest/make_components.hpp"
#include "framework/memory/cpu_allocator.hpp"
#include "framework/prepare/device_settings.hpp"
#include "framework/run/determinism.hpp"
#include "framework/threads/threads.hpp"

namespace evograd::host {
namespace {

torch::MemoryFormat choose_format(const RunOptions& options, Task& task, const EstimatorNeeds& needs) {
  const bool twice =
      needs.hessian_products || (needs.second_order && task.placement() == MetaPlacement::inside_network);
  return memory_format_for(options, *task.model(), twice);
}

int core_count() { return static_cast<int>(std::max(1U, std::thread::hardware_concurrency())); }

/// Ahead where it is asked for, or where a core is left for the thread that makes them.
bool makes_batches_ahead(const RunOptions& options) {
  if (options.batches != "auto") return options.batches == "ahead";
  return options.threads > 0 && options.threads < core_count();
}

TrainerSettings trainer_settings(const ResolvedManifest& manifest, Task& task, const EstimatorNeeds& needs) {
  const auto& run = manifest.run.options;
  StepOrder order = task.step_order();
  if (run.order != "task") order = run.order == "base-first" ? StepOrder::base_first : StepOrder::meta_first;
  return {manifest.base_optimizer.options, manifest.meta_optimizer.options, run.steps, run.meta_every, order,
          choose_format(run, task, needs), makes_batches_ahead(run)};
}

}  // namespace

void apply_to_process(const RunOptions& options) {
  set_thread_count(options.threads > 0 ? static_cast<int>(options.threads) : core_count());
  set_allocator_mode(options.allocator == "system" ? AllocatorMode::system : AllocatorMode::caching);
}

Session::Session(const ResolvedManifest& manifest, std::function<void(const std::string&)> log, Pretrain pretraining)
    : device_(choose_device(manifest.run.options.device)), memory_(device_) {
  apply_to_process(manifest.run.options);
  make_deterministic(device_);
  const RandomKey run(manifest.seed);
  task_ = make_task(manifest);
  estimator_ = make_estimator(manifest);
  needs_ = estimator_->needs();
  task_->open(
      {.randomness = run.fold("task"), .folder = manifest.folder, .steps = manifest.run.options.steps, .log = log});
  live_bytes_before_model_ = memory_.live_bytes();
  std::shared_ptr<Backbone> backbone;
  {
    const GlobalGeneratorGuard initialization(run.fold("initialization"), torch::kCPU);
    backbone = make_backbone(manifest, task_->input());
    task_->build(backbone);
  }
  for (const auto& module : {task_->model(), task_->meta_model()}) {
    move_module(*module, device_, chosen_dtype(manifest.run.options));
  }
  if (pretraining == Pretrain::as_manifest_says) pretrained_ = pretrain(manifest, *task_, backbone, device_, log);
  trainer_ = std::make_unique<Trainer>(*task_, *estimator_, trainer_settings(manifest, *task_, needs_), run);
}

}  // namespace evograd::host
