#include "framework/pretrain/pretrain.hpp"

#include <fmt/core.h>

#include <utility>

#include "evograd/error.hpp"
#include "evograd/logging.hpp"
#include "evograd/pretraining.hpp"
#include "framework/files/file_lock.hpp"
#include "framework/manifest/make_components.hpp"
#include "framework/plugin/sha256.hpp"
#include "framework/prepare/device_settings.hpp"
#include "framework/pretrain/backbone_file.hpp"
#include "framework/pretrain/cache_folder.hpp"
#include "framework/pretrain/identity.hpp"
#include "framework/pretrain/pretraining_loop.hpp"

namespace evograd::host {
namespace {

/// The task's pre-training of the backbone; its initial values do not depend on the run's seed.
std::unique_ptr<Pretraining> pretraining_of(const ResolvedManifest& manifest, Task& task,
                                            const std::shared_ptr<Backbone>& backbone, RandomKey key) {
  const GlobalGeneratorGuard initialization(key.fold("head"), torch::kCPU);
  auto* pretrainable = dynamic_cast<Pretrainable*>(&task);
  auto pretraining = pretrainable ? pretrainable->pretraining(backbone, key.fold("task")) : nullptr;
  if (pretraining) return pretraining;
  throw Error("[pretrain] steps",
              fmt::format("is {}, but task '{}' does not define pre-training", manifest.pretrain.options.steps,
                          manifest.task.entry->name),
              "set steps = 0; if a file is given, the backbone in it is then used as it is");
}

std::filesystem::path file_for(const ResolvedManifest& manifest, const std::string& identity) {
  const auto& file = manifest.pretrain.options.file;
  if (!file.empty()) return manifest.folder / file;
  return cache_folder() / "pretrained" /
         (manifest.backbone.entry->name + "-" + sha256(identity).substr(0, 32) + ".safetensors");
}

void require_same(const std::filesystem::path& file, const std::string& there, const std::string& wanted) {
  if (there == wanted) return;
  throw Error(file.string(),
              "contains a backbone that was pre-trained with other settings: " + first_difference(there, wanted),
              "delete it, specify another [pretrain] file, or set [pretrain] steps = 0 to use it as it is");
}

Pretrained taken_from(const std::filesystem::path& file, const KeptBackbone& kept, const ResolvedManifest& manifest,
                      Backbone& backbone) {
  put_into(backbone, kept, "backbone '" + manifest.backbone.entry->name + "'", file);
  logging::info("pre-trained backbone from " + file.string());
  return {file, sha256(kept.identity), false};
}

void make_folder_of(const std::filesystem::path& file) {
  std::error_code failure;
  if (file.has_parent_path()) std::filesystem::create_directories(file.parent_path(), failure);
  if (failure) {
    throw Error(file.parent_path().string(), "cannot be created: " + failure.message(),
                "specify another [pretrain] file, or another folder in EVOGRAD_CACHE");
  }
}

RandomKey key_of(const PretrainOptions& options) {
  return RandomKey(static_cast<std::uint64_t>(options.seed)).fold("pretraining");
}

constexpr const char* kTrain = "train";  // what rank 0 tells the others

/// Trains `backbone`, alone or with the processes of `team`.
void train_backbone(const ResolvedManifest& manifest, Task& task, Pretraining& pretraining, Backbone& backbone,
                    torch::Device device, Team* team) {
  const auto key = key_of(manifest.pretrain.options);
  {
    // The task's backbone has its initial values from the run's seed.
    const GlobalGeneratorGuard initialization(key.fold("initialization"), torch::kCPU);
    copy_state(*make_backbone(manifest, task.input()), backbone);
  }
  const auto model = pretraining.model();
  move_module(*model, device, chosen_dtype(manifest.run.options));
  train(pretraining, {manifest.pretrain.options.steps, manifest.pretrain_optimizer.options,
                      memory_format_for(manifest.run.options, *model, /*twice=*/false), key.fold("layers"),
                      autocast_type(manifest.run.options), team});
}

}  // namespace

std::optional<Pretrained> pretrain(const ResolvedManifest& manifest, Task& task,
                                   const std::shared_ptr<Backbone>& backbone, torch::Device device, Team* team) {
  const auto& options = manifest.pretrain.options;
  const bool leads = !team || team->rank() == 0;
  if (options.steps == 0) {
    if (!leads) return std::nullopt;
    if (options.file.empty()) return std::nullopt;
    const auto file = manifest.folder / options.file;
    return taken_from(file, read_backbone(file), manifest, *backbone);
  }

  const auto pretraining = pretraining_of(manifest, task, backbone, key_of(options));
  const bool shared = team && dynamic_cast<DivisiblePretraining*>(pretraining.get());
  if (!shared) team = nullptr;
  if (!leads) {
    if (shared && team->exchange("").front() == kTrain)
      train_backbone(manifest, task, *pretraining, *backbone, device, team);
    return std::nullopt;
  }
  const auto identity = identity_of(manifest, task.input(), *pretraining, team ? team->size() : 1);
  const auto file = file_for(manifest, identity);
  std::optional<FileLock> lock;
  if (!std::filesystem::exists(file)) {  // an existing file is complete: it was renamed into place
    make_folder_of(file);
    auto beside = file;
    beside += ".lock";
    lock.emplace(beside, [&] { logging::info("waiting for another process that pre-trains the same backbone"); });
  }
  if (std::filesystem::exists(file)) {
    lock.reset();
    if (team) team->exchange("it is there");
    const auto kept = read_backbone(file);
    require_same(file, kept.identity, identity);
    return taken_from(file, kept, manifest, *backbone);
  }

  if (team) team->exchange(kTrain);
  train_backbone(manifest, task, *pretraining, *backbone, device, team);
  write_backbone(file, *backbone, identity);
  logging::info("pre-trained backbone saved to " + file.string());
  return Pretrained{file, sha256(identity), true};
}

}  // namespace evograd::host
