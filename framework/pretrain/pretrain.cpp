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

}  // namespace

std::optional<Pretrained> pretrain(const ResolvedManifest& manifest, Task& task,
                                   const std::shared_ptr<Backbone>& backbone, torch::Device device) {
  const auto& options = manifest.pretrain.options;
  if (options.steps == 0) {
    if (options.file.empty()) return std::nullopt;
    const auto file = manifest.folder / options.file;
    return taken_from(file, read_backbone(file), manifest, *backbone);
  }

  const auto key = RandomKey(static_cast<std::uint64_t>(options.seed)).fold("pretraining");
  const auto pretraining = pretraining_of(manifest, task, backbone, key);
  const auto identity = identity_of(manifest, task.input(), *pretraining);
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
    const auto kept = read_backbone(file);
    require_same(file, kept.identity, identity);
    return taken_from(file, kept, manifest, *backbone);
  }

  {
    // The task's backbone has its initial values from the run's seed.
    const GlobalGeneratorGuard initialization(key.fold("initialization"), torch::kCPU);
    copy_state(*make_backbone(manifest, task.input()), *backbone);
  }
  const auto model = pretraining->model();
  move_module(*model, device, chosen_dtype(manifest.run.options));
  train(*pretraining, {options.steps, manifest.pretrain_optimizer.options,
                       memory_format_for(manifest.run.options, *model, /*twice=*/false), key.fold("layers"),
                       autocast_type(manifest.run.options)});
  write_backbone(file, *backbone, identity);
  logging::info("pre-trained backbone saved to " + file.string());
  return Pretrained{file, sha256(identity), true};
}

}  // namespace evograd::host
