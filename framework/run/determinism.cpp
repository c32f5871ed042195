#include "framework/run/determinism.hpp"

#include <ATen/Context.h>
#include <torch/version.h>

#include <cstdlib>

namespace evograd::host {

void make_deterministic(torch::Device device) {
  if (!device.is_cuda()) return;
  setenv("CUBLAS_WORKSPACE_CONFIG", ":4096:8", /*overwrite=*/0);  // cuBLAS reads it when it is initialised
  auto& context = at::globalContext();
  context.setBenchmarkCuDNN(false);
  context.setDeterministicCuDNN(true);
  context.setDeterministicAlgorithms(true, /*warn_only=*/true);
#if TORCH_VERSION_MAJOR >= 2
  context.setDeterministicFillUninitializedMemory(false);  // nothing here reads uninitialised memory
#endif
}

}  // namespace evograd::host
