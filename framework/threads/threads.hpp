#pragma once

namespace evograd::host {

/// Makes LibTorch and, if it does the matrix products, OpenBLAS compute with `count` threads.
///
/// at::set_num_threads() alone leaves OpenBLAS with a thread per core: a run with one thread would use them all, and
/// two parallel runs would wait for each other's.
void set_thread_count(int count);

/// From here on, the calling thread runs LibTorch's operations alone, whatever the process's number of threads. Call it
/// again before each piece of work: code compiled elsewhere that is new to the thread may undo it.
void limit_this_thread_to_itself();

}  // namespace evograd::host
