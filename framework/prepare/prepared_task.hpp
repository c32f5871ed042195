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

/// What prepare_task() does with a task.
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
  std::function<void(const std::string&)> log = [](const std::string&) {
  };  ///< the lines that the task has for the user
};

/// The task of `manifest` and its backbone, on the device and in the dtype that [run] names. `manifest` must outlive
/// it.
TaskPreparation preparation_of(const ResolvedManifest& manifest);

/// A task that is ready for training.
struct PreparedTask {
  std::unique_ptr<Task> task;
  std::shared_ptr<Backbone> backbone;  ///< the one that the task was built with
  /// Tensor bytes on the device that were live before the model was made: the data, and what the process held before.
  std::int64_t live_bytes_before_model = 0;
};

/// Makes the task, opens it, builds it on a backbone with initial values of the run's key, and moves both modules to
/// the device. Throws Error where the task has no model() or no meta_model() then; what the task throws passes.
PreparedTask prepare_task(const TaskPreparation& preparation);

}  // namespace evograd::host
