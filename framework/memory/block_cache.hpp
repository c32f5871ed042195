#pragma once

#include <array>
#include <atomic>
#include <cstdint>
#include <mutex>

#include "framework/memory/block.hpp"

namespace evograd::host {

/// Freed blocks waiting to be reused: a last-in-first-out list per size class, so that the block whose contents are
/// most likely still in the processor's cache is taken first. Thread-safe.
class BlockCache {
 public:
  BlockCache() = default;
  BlockCache(const BlockCache&) = delete;
  BlockCache& operator=(const BlockCache&) = delete;
  ~BlockCache() { trim(); }

  /// A free block of the class, or nullptr if there is none.
  Block* take(std::size_t size_class) noexcept;

  /// Keeps the block and returns true, or leaves it to the caller if the cache would exceed its limit.
  bool keep(Block* block) noexcept;

  /// Returns all free blocks to the system.
  void trim() noexcept;

  /// The bytes held, without the blocks' headers.
  std::int64_t bytes() const noexcept { return bytes_.load(std::memory_order_relaxed); }

  /// Sets the limit of bytes to keep. Blocks already held stay until they are taken or trimmed.
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
