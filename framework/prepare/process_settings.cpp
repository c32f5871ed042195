#include "framework/prepare/process_settings.hpp"

#include <ATen/Parallel.h>
#include <fmt/core.h>

#include "evograd/after_network.hpp"
#include "evograd/logging.hpp"
#include "evograd/module_state.hpp"
#include "framework/memory/cpu_allocator.hpp"
#include "framework/prepare/device_settings.hpp"
#include "framework/threads/thread_choice.hpp"
#include "framework/threads/threads.hpp"

namespace evograd::host {
namespace {

void training_loss_of_first_batch(const RunOptions& options, Task& task, RandomKey key) {
  const auto device = choose_device(options.device);
  const auto batch = task.training_batch(0, 0).to(device, chosen_dtype(options), torch::MemoryFormat::Contiguous);
  const GlobalGeneratorGuard layers(key.fold("thread choice"), device);
  ModuleState state({task.model(), task.meta_model()});
  task.model()->train();
  try {
    if (auto* after_network = dynamic_cast<AfterNetwork*>(&task)) {
      after_network->network_terms(batch);
    } else {
      task.training_loss(batch);
    }
  } catch (...) {
    state.restore();
    throw;
  }
  state.restore();
}

}  // namespace

void apply_to_process(const RunOptions& options) {
  set_thread_count(options.threads > 0 ? static_cast<int>(options.threads) : core_count());
  set_allocator_mode(options.allocator == "system" ? AllocatorMode::system : AllocatorMode::caching);
}

void choose_threads(const RunOptions& options, Task& task, RandomKey key) try {
  if (options.threads > 0 || core_count() == 1 || !choose_device(options.device).is_cpu()) return;
  const double work = multiply_adds_of([&] { training_loss_of_first_batch(options, task, key); });
  set_thread_count(threads_for(work, core_count()));
  logging::debug(fmt::format("{} of {} cores: a forward pass has {:.3g} million multiply-adds", at::get_num_threads(),
                             core_count(), work / 1e6));
} catch (const std::exception& error) {
  logging::debug(fmt::format("the work of a step is unknown: {}", error.what()));  // the first step reports it
}

}  // namespace evograd::host
