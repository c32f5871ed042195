// Threads that wait for one another sleep soon. LibTorch's OpenMP and OpenBLAS each have threads of their own, which by
// default spin for milliseconds at every barrier: on the cores that the threads of the other, or other processes, need.
// Both read the environment in their constructors, so it is set before any library's constructor runs.

#include <cstdlib>

#include "framework/memory/sanitizers.hpp"

namespace {

void bound_spinning() {
  if (evograd::host::built_with_sanitizer) return;  // its runtime is not ready yet
  if (std::getenv("OMP_WAIT_POLICY") == nullptr) setenv("GOMP_SPINCOUNT", "3000", /*overwrite=*/0);  // some 20 µs
  setenv("OPENBLAS_THREAD_TIMEOUT", "10", /*overwrite=*/0);                                          // 2^10 cycles
}

[[gnu::section(".preinit_array"), gnu::used]] void (*const before_all_constructors)() = bound_spinning;

}  // namespace
