#pragma once

#include <cstdint>

#include "framework/memory/cpu_allocator.hpp"

namespace evograd::host {

inline constexpr std::int64_t megabyte = 1 << 20;

/// The allocator installed, in the given mode with an empty cache, and put back as it was afterwards.
class AllocatorFixture {
 public:
  explicit AllocatorFixture(AllocatorMode mode) : earlier_mode_(allocator_mode()) {
    install_cpu_allocator();
    force_allocator_mode(mode);
    trim_cpu_cache();
  }
  AllocatorFixture(const AllocatorFixture&) = delete;
  AllocatorFixture& operator=(const AllocatorFixture&) = delete;
  ~AllocatorFixture() {
    trim_cpu_cache();
    force_allocator_mode(earlier_mode_);
  }

 private:
  AllocatorMode earlier_mode_;
};

}  // namespace evograd::host
