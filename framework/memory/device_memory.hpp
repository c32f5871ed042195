#pragma once

#include <c10/core/Device.h>

#include <cstdint>

namespace evograd::host {

/// The bytes that tensors hold on one device: exact requested bytes on the CPU (cpu_allocator.hpp, whose allocator must
/// be installed), bytes handed out by LibTorch's caching allocator on CUDA.
class DeviceMemory {
 public:
  /// Throws Error if the device is of another type, or is CUDA and this build does not support it. A CUDA device
  /// without an index is the current one.
  explicit DeviceMemory(c10::Device device);

  std::int64_t live_bytes() const;

  /// The maximum number of live bytes since the process started or reset_peak() was last called.
  std::int64_t peak_bytes() const;

  /// Resets the peak to the live bytes.
  void reset_peak() const;

 private:
  c10::Device device_;
};

}  // namespace evograd::host
