#include "framework/threads/threads.hpp"

#include <ATen/Parallel.h>
#include <dlfcn.h>

namespace evograd::host {

void set_thread_count(int count) {
  at::set_num_threads(count);
  // Looked up by name: the system chooses the BLAS behind LibTorch (update-alternatives).
  using SetThreads = void (*)(int);
  if (const auto set = reinterpret_cast<SetThreads>(dlsym(RTLD_DEFAULT, "openblas_set_num_threads"))) set(count);
}

void limit_this_thread_to_itself() {
  // Also by name: LibTorch's own setter changes what every thread reads, OpenMP's applies to the calling thread.
  using SetThreads = void (*)(int);
  static_cast<void>(at::get_num_threads());  // LibTorch's first query in a thread sets the process's number there
  if (const auto set = reinterpret_cast<SetThreads>(dlsym(RTLD_DEFAULT, "omp_set_num_threads"))) set(1);
}

}  // namespace evograd::host
