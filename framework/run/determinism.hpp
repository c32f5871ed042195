#pragma once

#include <torch/types.h>

namespace evograd::host {

/// Makes LibTorch use the CUDA kernels that give the same bits each time, for the whole process; it warns if an
/// operation has none. On the CPU there is nothing to do: there the bits depend only on the number of threads.
///
/// Call it before the first matrix product on the device.
void make_deterministic(torch::Device device);

}  // namespace evograd::host
