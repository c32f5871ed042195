#pragma once

#include <cstdint>

namespace evograd::host {

/// Sets the variables that make waiting threads sleep soon, as far as the user has not: GOMP_SPINCOUNT=3000, some 20
/// µs, and OPENBLAS_THREAD_TIMEOUT=10, 2^10 cycles. Returns whether any was missing. They are for programs that start
/// later: the libraries of this process read them when they were loaded.
///
/// LibTorch's OpenMP and OpenBLAS each have threads of their own. By default each spins for milliseconds at every
/// barrier, on cores that the threads of the other need: two threads then take up to three times as long as one.
bool set_bounded_spinning();

/// Starts this program again with its arguments and those variables, once, if it is going to compute with several
/// threads. Returns if there is nothing to gain: one core, one thread, a value of the user's.
void restart_with_bounded_spinning(std::int64_t threads);

}  // namespace evograd::host
