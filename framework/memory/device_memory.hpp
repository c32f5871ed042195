#pragma once

#include <c10/core/Device.h>

#include <cstdint>

namespace evograd::host {

/// The bytes that tensors hold on one device: exact requested bytes on the CPU (cpu_allocator.hpp, whose allocator must
/// be installed), what LibTorch's caching allocator has handed out on CUDA.
class DeviceMemory {
 public:
  /// Throws Error where the device is of another type, or is CUDA and this build has none. A CUDA device without an
  /// index is the current one.
  explicit DeviceMemory(c10::Device device);

  std::int64_t live_bytes() const;

  /// The most that was live at once since the process began or reset_peak() was last called.
  std::int64_t peak_bytes() const;

  /// The peak starts again from what is live now.
  void reset_peak() const;

 private:
  c10::Device device_;
};

}  // namespace evograd::host
