#include "framework/run/threads.hpp"

#include <ATen/Parallel.h>
#include <dlfcn.h>

namespace evograd::host {

void set_thread_count(int count) {
  at::set_num_threads(count);
  // Looked up by name: which BLAS is behind LibTorch is the system's choice (update-alternatives).
  using SetThreads = void (*)(int);
  if (const auto set = reinterpret_cast<SetThreads>(dlsym(RTLD_DEFAULT, "openblas_set_num_threads"))) set(count);
}

}  // namespace evograd::host
