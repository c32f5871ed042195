#include "framework/memory/block.hpp"

#include <sys/mman.h>
#include <unistd.h>

#include <cstdint>
#include <cstdlib>
#include <new>

namespace evograd::host {
namespace {

std::size_t rounded_up(std::size_t value, std::size_t multiple) { return (value + multiple - 1) / multiple * multiple; }

}  // namespace

Block* obtain_heap_block(std::size_t capacity) noexcept {
  void* memory = nullptr;
  if (posix_memalign(&memory, block_alignment, sizeof(Block) + capacity) != 0) return nullptr;
  auto* block = new (memory) Block;
  block->capacity = capacity;
  return block;
}

Block* obtain_mapped_block(std::size_t capacity) noexcept {
  static const auto page = static_cast<std::size_t>(sysconf(_SC_PAGESIZE));
  const std::size_t length = rounded_up(sizeof(Block) + capacity, page);

  // The kernel aligns only to small pages: map one huge page too many and cut off both ends.
  void* mapping = mmap(nullptr, length + huge_page, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (mapping == MAP_FAILED) return nullptr;
  auto* first = static_cast<std::byte*>(mapping);
  const auto address = reinterpret_cast<std::uintptr_t>(first);
  const std::size_t before = rounded_up(address, huge_page) - address;
  if (before > 0) munmap(first, before);
  if (before < huge_page) munmap(first + before + length, huge_page - before);

  // A kernel without transparent huge pages refuses; the block then uses small pages and still works.
  madvise(first + before, length, MADV_HUGEPAGE);

  auto* block = new (first + before) Block;
  block->capacity = capacity;
  block->mapped_bytes = length;
  return block;
}

void release_block(Block* block) noexcept {
  if (block->mapped_bytes > 0) {
    munmap(block, block->mapped_bytes);
  } else {
    std::free(block);
  }
}

}  // namespace evograd::host
