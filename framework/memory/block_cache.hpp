#pragma once

#include <array>
#include <atomic>
#include <cstdint>
#include <mutex>

#include "framework/memory/block.hpp"

namespace evograd::host {

/// Freed blocks waiting for their next use: a last-in-first-out list for each size class, so that the block whose
/// contents are most likely still in the processor's cache is taken first. Safe to use from all threads.
class BlockCache {
 public:
  BlockCache() = default;
  BlockCache(const BlockCache&) = delete;
  BlockCache& operator=(const BlockCache&) = delete;
  ~BlockCache() { trim(); }

  /// A free block of the class, or nullptr where there is none.
  Block* take(std::size_t size_class) noexcept;

  /// Keeps the block and returns true, or leaves it to the caller where the cache would exceed its limit.
  bool keep(Block* block) noexcept;

  /// Gives all free blocks back to the system.
  void trim() noexcept;

  /// The bytes held, without the blocks' headers.
  std::int64_t bytes() const noexcept { return bytes_.load(std::memory_order_relaxed); }

  /// From now on at most this many bytes are kept. What is held already stays until it is taken or trimmed.
  void set_limit(std::int64_t bytes) noexcept { limit_.store(bytes, std::memory_order_relaxed); }

 private:
  struct alignas(64) FreeList {
    std::mutex mutex;
    Block* first = nullptr;
  };

  std::array<FreeList, size_class_count> lists_;
  std::atomic<std::int64_t> bytes_ = 0;
  std::atomic<std::int64_t> limit_ = INT64_MAX;
};

}  // namespace evograd::host
