#include "framework/prepare/prepared_task.hpp"

#include "evograd/error.hpp"
#include "framework/errors/attribution.hpp"
#include "framework/manifest/make_components.hpp"
#include "framework/memory/device_memory.hpp"
#include "framework/prepare/device_settings.hpp"

namespace evograd::host {
namespace {

void require_modules(Task& task, const std::string& where) {
  if (!task.model()) throw Error(where, "model() is null after build()", "return the trained network");
  if (task.meta_model()) return;
  throw Error(where, "meta_model() is null after build()",
              "return a module without parameters if nothing is meta-learned");
}

}  // namespace

TaskPreparation preparation_of(const ResolvedManifest& manifest) {
  return {
      .name = manifest.task.entry->name,
      .make_task = [&manifest] { return host::make_task(manifest); },
      .make_backbone = [&manifest](const InputSpecification& input) { return host::make_backbone(manifest, input); },
      .run = RandomKey(manifest.seed),
      .folder = manifest.folder,
      .steps = manifest.run.options.steps,
      .base_learning_rate = manifest.base_optimizer.options.lr,
      .device = choose_device(manifest.run.options.device),
      .dtype = chosen_dtype(manifest.run.options)};
}

PreparedTask prepare_task(const TaskPreparation& preparation) {
  PreparedTask prepared;
  prepared.task = preparation.make_task();
  auto& task = *prepared.task;
  const auto where = "task '" + preparation.name + "'";
  attributed(where, [&] {
    task.open({.randomness = preparation.run.fold("task"),
               .folder = preparation.folder,
               .steps = preparation.steps,
               .base_learning_rate = preparation.base_learning_rate});
  });
  prepared.live_bytes_before_model = DeviceMemory(preparation.device).live_bytes();
  {
    const GlobalGeneratorGuard initialization(preparation.run.fold("initialization"), torch::kCPU);
    prepared.backbone = preparation.make_backbone(task.input());
    attributed(where, [&] { task.build(prepared.backbone); });
  }
  require_modules(task, where);
  for (const auto& module : {task.model(), task.meta_model()}) {
    move_module(*module, preparation.device, preparation.dtype);
  }
  return prepared;
}

}  // namespace evograd::host
