#include "framework/run/task_files.hpp"

#include <algorithm>
#include <cctype>

#include "evograd/error.hpp"
#include "evograd/run_files.hpp"
#include "framework/files/write_file.hpp"

namespace evograd::host {

bool is_task_file_name(const std::string& name) {
  constexpr std::size_t longest = 100;
  return !name.empty() && name.size() <= longest && name.front() != '.' &&
         std::all_of(name.begin(), name.end(), [](unsigned char c) {
           return c < 0x80 && (std::isalnum(c) != 0 || c == '_' || c == '-' || c == '.');
         });
}

void write_task_files(const Task& task, const std::filesystem::path& folder) {
  const auto* with_files = dynamic_cast<const RunFiles*>(&task);
  if (with_files == nullptr) return;
  const auto files = with_files->run_files();
  if (files.empty()) return;
  std::error_code failure;
  std::filesystem::create_directories(folder, failure);
  if (failure) throw Error(folder.string(), "cannot be created: " + failure.message(), "check its permissions");
  for (const auto& file : files) {
    if (!is_task_file_name(file.name)) {
      throw Error("the task's file '" + file.name + "'", "has a name that is not valid",
                  "use letters, digits, '_', '-' and '.', not first");
    }
    write_file(folder / file.name, file.content);
  }
}

}  // namespace evograd::host
