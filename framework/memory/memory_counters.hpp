#pragma once

#include <atomic>
#include <cstdint>

namespace evograd::host {

/// Exact sums of the bytes that tensors requested. Thread-safe.
class MemoryCounters {
 public:
  void add(std::int64_t bytes) noexcept {
    allocations_.fetch_add(1, std::memory_order_relaxed);
    const auto live = live_.fetch_add(bytes, std::memory_order_relaxed) + bytes;
    auto peak = peak_.load(std::memory_order_relaxed);
    while (live > peak && !peak_.compare_exchange_weak(peak, live, std::memory_order_relaxed)) {
    }
  }

  void subtract(std::int64_t bytes) noexcept { live_.fetch_sub(bytes, std::memory_order_relaxed); }

  /// Resets the peak to the live bytes. Call it while no other thread allocates.
  void reset_peak() noexcept { peak_.store(live(), std::memory_order_relaxed); }

  std::int64_t live() const noexcept { return live_.load(std::memory_order_relaxed); }
  std::int64_t peak() const noexcept { return peak_.load(std::memory_order_relaxed); }
  std::uint64_t allocations() const noexcept { return allocations_.load(std::memory_order_relaxed); }

 private:
  std::atomic<std::int64_t> live_ = 0;
  std::atomic<std::int64_t> peak_ = 0;
  std::atomic<std::uint64_t> allocations_ = 0;
};

}  // namespace evograd::host
