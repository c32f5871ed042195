#pragma once

#include <cstddef>

#include "framework/memory/size_classes.hpp"

namespace evograd::host {

/// Blocks of at least this many bytes are separate mappings, aligned to and backed by huge pages if the kernel provides
/// them; smaller ones come from the C library.
constexpr std::size_t huge_page = std::size_t{2} << 20;

/// The allocator's header of a memory block: the 64 bytes directly before the tensor's data. It is stored there because
/// oneDNN frees memory by the data's address alone.
struct alignas(block_alignment) Block {
  std::size_t requested = 0;     ///< bytes requested
  std::size_t capacity = 0;      ///< bytes available
  std::size_t mapped_bytes = 0;  ///< length of the mapping, 0 for a block from the C library
  bool keep = false;             ///< whether the block may be kept for reuse after it is freed
  Block* next = nullptr;         ///< the next free block of the same class

  void* data() { return this + 1; }
  static Block* of(void* data) { return static_cast<Block*>(data) - 1; }
};
static_assert(sizeof(Block) == block_alignment);

/// A block of `capacity` bytes from the C library, or nullptr if memory is short.
Block* obtain_heap_block(std::size_t capacity) noexcept;

/// A block of `capacity` bytes in its own mapping that starts at a multiple of huge_page, or nullptr.
Block* obtain_mapped_block(std::size_t capacity) noexcept;

/// Returns a block to where it came from.
void release_block(Block* block) noexcept;

}  // namespace evograd::host
