#include "framework/memory/block_cache.hpp"

namespace evograd::host {

Block* BlockCache::take(std::size_t size_class) noexcept {
  auto& list = lists_[size_class];
  Block* block = nullptr;
  {
    const std::lock_guard lock(list.mutex);
    block = list.first;
    if (block == nullptr) return nullptr;
    list.first = block->next;
  }
  bytes_.fetch_sub(static_cast<std::int64_t>(block->capacity), std::memory_order_relaxed);
  return block;
}

bool BlockCache::keep(Block* block) noexcept {
  // Counted before it is listed, so that take() and trim() in other threads never see a sum below what they subtract.
  const auto capacity = static_cast<std::int64_t>(block->capacity);
  const auto before = bytes_.fetch_add(capacity, std::memory_order_relaxed);
  if (before > limit_.load(std::memory_order_relaxed) - capacity) {
    bytes_.fetch_sub(capacity, std::memory_order_relaxed);
    return false;
  }
  auto& list = lists_[size_class(block->capacity)];
  const std::lock_guard lock(list.mutex);
  block->next = list.first;
  list.first = block;
  return true;
}

void BlockCache::trim() noexcept {
  for (auto& list : lists_) {
    Block* block = nullptr;
    {
      const std::lock_guard lock(list.mutex);
      std::swap(block, list.first);
    }
    while (block != nullptr) {
      Block* const next = block->next;
      bytes_.fetch_sub(static_cast<std::int64_t>(block->capacity), std::memory_order_relaxed);
      release_block(block);
      block = next;
    }
  }
}

}  // namespace evograd::host
