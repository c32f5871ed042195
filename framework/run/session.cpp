#include "framework/run/session.hpp"

#include <ATen/Parallel.h>

#include <utility>

#include "framework/errors/attribution.hpp"
#include "framework/manifest/make_components.hpp"
#include "framework/prepare/device_settings.hpp"
#include "framework/prepare/prepared_task.hpp"
#include "framework/prepare/process_settings.hpp"
#include "framework/run/determinism.hpp"
#include "framework/run/known_failures.hpp"
#include "framework/threads/thread_choice.hpp"
#include "framework/trainer/second_derivatives.hpp"

namespace evograd::host {
namespace {

torch::MemoryFormat choose_format(const RunOptions& options, Task& task, const EstimatorNeeds& needs) {
  return memory_format_for(options, *task.model(), needs_second_derivatives(needs, task));
}

/// Makes batches ahead if requested, or if a core is free for the thread that makes them.
bool makes_batches_ahead(const RunOptions& options) {
  if (options.batches != "auto") return options.batches == "ahead";
  return at::get_num_threads() < core_count();
}

TrainerSettings trainer_settings(const ResolvedManifest& manifest, Task& task, const EstimatorNeeds& needs,
                                 std::shared_ptr<const Backbone> backbone, ProcessGroup* group) {
  const auto& run = manifest.run.options;
  StepOrder order = task.traits().order;
  if (run.order != "task") order = run.order == "base-first" ? StepOrder::base_first : StepOrder::meta_first;
  return {.base = manifest.base_optimizer.options,
          .meta = manifest.meta_optimizer.options,
          .steps = run.steps,
          .meta_every = run.meta_every,
          .order = order,
          .memory_format = choose_format(run, task, needs),
          .autocast = autocast_type(run),
          .accumulate = run.accumulate,
          .group = group,
          .synchronize_batch_norm = manifest.distributed.options.batch_norm == "synchronized",
          .shard_optimizer = manifest.distributed.options.shard_optimizer,
          .split = manifest.distributed.options.split,
          .batches_ahead = makes_batches_ahead(run),
          .task_name = manifest.task.entry->name,
          .estimator_name = manifest.estimator.entry->name,
          .backbone_name = manifest.backbone.entry->name,
          .backbone = std::move(backbone),
          .explain = [kept = std::make_shared<const ResolvedManifest>(manifest)](const Error& failure) {
            return explained(failure, *kept);
          }};
}

}  // namespace

Session::Session(const ResolvedManifest& manifest, Pretrain pretraining, Team* team)
    : device_(choose_device(manifest.run.options.device)), memory_(device_) {
  apply_to_process(manifest.run.options);
  if (manifest.run.options.deterministic) make_deterministic(device_);
  estimator_ = make_estimator(manifest);
  needs_ = estimator_->needs();
  const auto preparation = preparation_of(manifest);
  auto prepared = prepare_task(preparation);
  task_ = std::move(prepared.task);
  live_bytes_before_model_ = prepared.live_bytes_before_model;
  choose_threads(manifest.run.options, *task_, preparation.run);
  if (pretraining == Pretrain::as_manifest_says) {
    try {
      pretrained_ =
          attributed("pre-training", [&] { return pretrain(manifest, *task_, prepared.backbone, device_, team); });
    } catch (const Error& failure) {
      const auto better = explained(failure, manifest);
      throw better ? *better : failure;
    }
  }
  trainer_ = std::make_unique<Trainer>(
      *task_, *estimator_, trainer_settings(manifest, *task_, needs_, prepared.backbone, team), preparation.run);
}

}  // namespace evograd::host
