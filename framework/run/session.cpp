#include "framework/run/session.hpp"

#include <torch/cuda.h>

#include <algorithm>
#include <thread>

#include "evograd/error.hpp"
#include "framework/manifest/make_components.hpp"
#include "framework/memory/cpu_allocator.hpp"
#include "framework/run/determinism.hpp"
#include "framework/threads/threads.hpp"

namespace evograd::host {
namespace {

bool is_convolutional(const torch::nn::Module& module) {
  const auto parameters = module.parameters();
  return std::any_of(parameters.begin(), parameters.end(), [](const auto& parameter) { return parameter.dim() == 4; });
}

torch::MemoryFormat choose_format(const RunOptions& options, Task& task, const EstimatorNeeds& needs) {
  return memory_format_for(options, *task.model(), differentiates_twice(needs, task));
}

int core_count() { return static_cast<int>(std::max(1U, std::thread::hardware_concurrency())); }

/// Ahead where it is asked for, or where a core is left for the thread that makes them.
bool makes_batches_ahead(const RunOptions& options) {
  if (options.batches != "auto") return options.batches == "ahead";
  return options.threads > 0 && options.threads < core_count();
}

TrainerSettings trainer_settings(const ResolvedManifest& manifest, Task& task, const EstimatorNeeds& needs) {
  const auto& run = manifest.run.options;
  StepOrder order = task.traits().order;
  if (run.order != "task") order = run.order == "base-first" ? StepOrder::base_first : StepOrder::meta_first;
  return {manifest.base_optimizer.options, manifest.meta_optimizer.options, run.steps, run.meta_every, order,
          choose_format(run, task, needs), makes_batches_ahead(run), manifest.task.entry->name,
          manifest.estimator.entry->name};
}

}  // namespace

torch::Device choose_device(const std::string& word) {
  const bool available = torch::cuda::is_available();
  if (word == "cuda" && !available) {
    throw Error("[run] device", "is \"cuda\", but LibTorch finds no CUDA device",
                "set device = \"cpu\" or \"auto\"; Debian's LibTorch is built without CUDA");
  }
  return word == "cuda" || (word == "auto" && available) ? torch::Device(torch::kCUDA, 0) : torch::Device(torch::kCPU);
}

torch::Dtype chosen_dtype(const RunOptions& options) {
  return options.dtype == "float64" ? torch::kFloat64 : torch::kFloat32;
}

torch::MemoryFormat memory_format_for(const RunOptions& options, const torch::nn::Module& network, bool twice) {
  if (options.memory_format == "contiguous") return torch::MemoryFormat::Contiguous;
  if (options.memory_format == "channels_last") return torch::MemoryFormat::ChannelsLast;
  // A double backward pass is slower in channels_last, everything else is faster.
  return is_convolutional(network) && !twice ? torch::MemoryFormat::ChannelsLast : torch::MemoryFormat::Contiguous;
}

void apply_to_process(const RunOptions& options) {
  set_thread_count(options.threads > 0 ? static_cast<int>(options.threads) : core_count());
  set_allocator_mode(options.allocator == "system" ? AllocatorMode::system : AllocatorMode::caching);
}

void move_module(torch::nn::Module& module, torch::Device device, torch::Dtype dtype) {
  module.to(device);
  const auto convert = [&](torch::Tensor& tensor) {
    if (tensor.defined() && tensor.is_floating_point()) tensor.set_data(tensor.to(dtype));
  };
  for (auto& parameter : module.parameters()) convert(parameter);
  for (auto& buffer : module.buffers()) convert(buffer);
}

Session::Session(const ResolvedManifest& manifest, std::function<void(const std::string&)> log, Pretrain pretraining)
    : device_(choose_device(manifest.run.options.device)), memory_(device_) {
  apply_to_process(manifest.run.options);
  make_deterministic(device_);
  const RandomKey run(manifest.seed);
  task_ = make_task(manifest);
  estimator_ = make_estimator(manifest);
  needs_ = estimator_->needs();
  task_->open({.randomness = run.fold("task"),
               .folder = manifest.folder,
               .steps = manifest.run.options.steps,
               .base_learning_rate = manifest.base_optimizer.options.lr,
               .log = log});
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
  trainer_->warn_by([log](const std::string& warning) { log("warning: " + warning); });
}

}  // namespace evograd::host
