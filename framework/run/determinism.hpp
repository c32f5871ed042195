#pragma once

#include <torch/types.h>

namespace evograd::host {

/// Has LibTorch take those kernels of CUDA that give the same bits each time, for the whole process; it warns where an
/// operation has none. On the CPU there is nothing to do: bits depend on the number of threads alone.
///
/// To be called before the first product of matrices on the device.
void make_deterministic(torch::Device device);

}  // namespace evograd::host
