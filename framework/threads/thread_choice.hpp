#pragma once

#include <cstdint>
#include <functional>

namespace evograd::host {

/// The cores that this process may use.
int core_count();

/// Leaves cores to the other processes of a run: from now on core_count() is what is left for each of `processes` on
/// this machine, unless their launcher has bound this one to some of the cores.
void share_cores(int processes);

/// Counts the multiply-adds of the convolutions and matrix products that `work` computes on this thread.
double multiply_adds_of(const std::function<void()>& work);

/// The threads that are worth using for steps whose forward pass has `multiply_adds`, on `cores` cores.
///
/// One thread per 400 million. Below, an operation takes some tens of microseconds: waiting for the other threads costs
/// as much as they save, and many times more if another process keeps a core busy. A function of its arguments alone,
/// since a run's last digits depend on the number of threads.
int threads_for(double multiply_adds, int cores);

}  // namespace evograd::host
