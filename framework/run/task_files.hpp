#pragma once

#include <filesystem>
#include <string>

#include "evograd/task.hpp"

namespace evograd::host {

/// Whether a task's file may have this name: letters, digits, '_', '-' and '.', which is not the first.
bool is_task_file_name(const std::string& name);

/// Writes the files of a task that has any (RunFiles) into `folder`, which is created if needed. Throws Error on a name
/// that is not valid, and if a file cannot be written.
void write_task_files(const Task& task, const std::filesystem::path& folder);

}  // namespace evograd::host
