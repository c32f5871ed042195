#pragma once

namespace evograd::host {

/// Has LibTorch and, where OpenBLAS does its matrix products, OpenBLAS compute with `count` threads.
///
/// at::set_num_threads() alone leaves OpenBLAS with a thread for every core: a run with one thread would use them all,
/// and two runs side by side would wait for each other's.
void set_thread_count(int count);

/// The calling thread runs LibTorch's operations alone from here on, whatever the process's number of threads. To be
/// called again before each piece of work: code compiled elsewhere that is new to the thread may undo it.
void limit_this_thread_to_itself();

}  // namespace evograd::host
