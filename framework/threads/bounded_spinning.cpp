#include "framework/threads/bounded_spinning.hpp"

#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <string>
#include <vector>

#include "framework/memory/sanitizers.hpp"
#include "framework/process/own_arguments.hpp"
#include "framework/threads/thread_choice.hpp"

namespace evograd::host {

bool set_bounded_spinning() {
  bool missing = false;
  const auto set = [&](const char* name, const char* value) {
    if (std::getenv(name) != nullptr) return;
    setenv(name, value, /*overwrite=*/0);
    missing = true;
  };
  if (std::getenv("OMP_WAIT_POLICY") == nullptr) set("GOMP_SPINCOUNT", "3000");
  set("OPENBLAS_THREAD_TIMEOUT", "10");
  return missing;
}

void restart_with_bounded_spinning(std::int64_t threads) {
  if (built_with_sanitizer || threads == 1 || core_count() == 1 || !set_bounded_spinning()) return;
  std::error_code failure;
  const auto program = std::filesystem::read_symlink("/proc/self/exe", failure).string();
  auto arguments = own_arguments();
  if (failure || arguments.empty()) return;
  std::vector<char*> pointers;
  for (auto& argument : arguments) pointers.push_back(argument.data());
  pointers.push_back(nullptr);
  execv(program.c_str(), pointers.data());  // returns only if it fails: then the threads spin
}

}  // namespace evograd::host
