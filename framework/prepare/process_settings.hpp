#pragma once

#include "evograd/random.hpp"
#include "evograd/task.hpp"
#include "framework/settings/run_options.hpp"

namespace evograd::host {

/// Applies the process-wide settings of [run]: threads, all cores if they are to be chosen, and allocator.
void apply_to_process(const RunOptions& options);

/// Sets the number of threads if [run] leaves the choice to the program: by the work of the task's training loss on its
/// first batch, on the CPU. The task's modules are left as they are; a loss that throws changes nothing.
void choose_threads(const RunOptions& options, Task& task, RandomKey key);

}  // namespace evograd::host
