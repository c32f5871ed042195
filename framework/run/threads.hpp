#pragma once

namespace evograd::host {

/// Has LibTorch and, where OpenBLAS does its matrix products, OpenBLAS compute with `count` threads.
///
/// at::set_num_threads() alone leaves OpenBLAS with a thread for every core: a run with one thread would use them all,
/// and two runs side by side would wait for each other's.
void set_thread_count(int count);

}  // namespace evograd::host
