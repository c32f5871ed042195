#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>

#include "evograd/backbone.hpp"
#include "evograd/random.hpp"
#include "evograd/task.hpp"
#include "framework/manifest/resolved_manifest.hpp"

namespace evograd::host {

/// The arguments of prepare_task().
struct TaskPreparation {
  std::string name;  ///< of the task, for errors
  std::function<std::unique_ptr<Task>()> make_task;
  std::function<std::shared_ptr<Backbone>(const InputSpecification&)> make_backbone;
  RandomKey run{0};  ///< the key of the run: "task" and "initialization" are folded into it
  std::filesystem::path folder;
  std::int64_t steps = 0;
  double base_learning_rate = 0;
  torch::Device device{torch::kCPU};
  torch::Dtype dtype = torch::kFloat32;
};

/// The task of `manifest` and its backbone, on the device and in the dtype that [run] specifies. `manifest` must
/// outlive it.
TaskPreparation preparation_of(const ResolvedManifest& manifest);

/// A task that is ready for training.
struct PreparedTask {
  std::unique_ptr<Task> task;
  std::shared_ptr<Backbone> backbone;  ///< the backbone that the task was built with
  /// Tensor bytes on the device that were live before the model was created: the data, and what the process used
  /// before.
  std::int64_t live_bytes_before_model = 0;
};

/// Creates the task, opens it, builds it on a backbone whose initial values come from the run's key, and moves both
/// modules to the device. Throws Error if the task then has no model() or no meta_model(); rethrows what the task
/// throws.
PreparedTask prepare_task(const TaskPreparation& preparation);

}  // namespace evograd::host
