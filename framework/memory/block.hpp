#pragma once

#include <cstddef>

#include "framework/memory/size_classes.hpp"

namespace evograd::host {

/// Blocks of at least this many bytes are mappings of their own, aligned to and backed by huge pages where the kernel
/// grants them; smaller ones come from the C library.
constexpr std::size_t huge_page = std::size_t{2} << 20;

/// What the allocator knows about a block of memory: the 64 bytes directly before the tensor's data. It lies there
/// because oneDNN frees through nothing but the data's address.
struct alignas(block_alignment) Block {
  std::size_t requested = 0;     ///< bytes that were asked for
  std::size_t capacity = 0;      ///< bytes that there is room for
  std::size_t mapped_bytes = 0;  ///< length of the mapping, 0 for a block from the C library
  bool keep = false;             ///< whether the block may be kept for reuse once it is freed
  Block* next = nullptr;         ///< the next free block of the same class

  void* data() { return this + 1; }
  static Block* of(void* data) { return static_cast<Block*>(data) - 1; }
};
static_assert(sizeof(Block) == block_alignment);

/// A block of `capacity` bytes from the C library, or nullptr where memory is short.
Block* obtain_heap_block(std::size_t capacity) noexcept;

/// A block of `capacity` bytes in a mapping of its own that starts at a multiple of huge_page, or nullptr.
Block* obtain_mapped_block(std::size_t capacity) noexcept;

/// Gives a block back to where it came from.
void release_block(Block* block) noexcept;

}  // namespace evograd::host
