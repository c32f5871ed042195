#include "framework/memory/device_memory.hpp"

#include <torch/types.h>

#include "evograd/error.hpp"
#include "framework/memory/cpu_allocator.hpp"

// LibTorch's CPU packages also ship CUDA headers, but only its CUDA builds ship the configuration file that these
// include.
#if __has_include(<c10/cuda/impl/cuda_cmake_macros.h>) && __has_include(<cuda_runtime_api.h>)
#include <c10/cuda/CUDACachingAllocator.h>
#define EVOGRAD_HAS_CUDA 1
#else
#define EVOGRAD_HAS_CUDA 0
#endif

namespace evograd::host {
namespace {

struct Usage {
  std::int64_t live_bytes;
  std::int64_t peak_bytes;
};

#if EVOGRAD_HAS_CUDA

c10::Device ready_cuda_device(c10::Device device) {
  // Creating an empty tensor initialises CUDA, which its statistics need, and resolves the index of the current device.
  return torch::empty({0}, torch::TensorOptions().device(device)).device();
}

Usage cuda_usage(c10::Device device) {
  const auto statistics = c10::cuda::CUDACachingAllocator::getDeviceStats(device.index());
  const auto& sum =
      statistics.allocated_bytes[0];  // sum of small and large pools; the enumerator's scope differs by version
  return {sum.current, sum.peak};
}

void reset_cuda_peak(c10::Device device) { c10::cuda::CUDACachingAllocator::resetPeakStats(device.index()); }

#else

c10::Device ready_cuda_device(c10::Device device) {
  throw Error("device '" + device.str() + "'", "this build has no CUDA",
              "use the device 'cpu', or build against a CUDA build of LibTorch");
}

Usage cuda_usage(c10::Device) { return {}; }

void reset_cuda_peak(c10::Device) {}

#endif

c10::Device ready_device(c10::Device device) {
  if (device.is_cpu()) return device;
  if (device.is_cuda()) return ready_cuda_device(device);
  throw Error("device '" + device.str() + "'", "its memory use cannot be read", "use the device 'cpu' or 'cuda'");
}

Usage usage(c10::Device device) {
  if (device.is_cuda()) return cuda_usage(device);
  const auto memory = cpu_memory();
  return {memory.live_bytes, memory.peak_bytes};
}

}  // namespace

DeviceMemory::DeviceMemory(c10::Device device) : device_(ready_device(device)) {}

std::int64_t DeviceMemory::live_bytes() const { return usage(device_).live_bytes; }

std::int64_t DeviceMemory::peak_bytes() const { return usage(device_).peak_bytes; }

void DeviceMemory::reset_peak() const {
  if (device_.is_cuda()) {
    reset_cuda_peak(device_);
  } else {
    reset_cpu_peak();
  }
}

}  // namespace evograd::host
