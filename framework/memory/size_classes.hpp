#pragma once

#include <bit>
#include <cstddef>

namespace evograd::host {

/// Alignment of tensor data: a cache line, and the widest vector load.
constexpr std::size_t block_alignment = 64;

/// No request above this can succeed (64 TiB); it keeps arithmetic on sizes free of overflow.
constexpr std::size_t largest_block = std::size_t{1} << 46;

/// The class that serves a request. There are eight classes per power of two, so that a block is at most one eighth
/// larger than requested (or 64 bytes larger if that is more). `bytes` is from 1 to largest_block.
constexpr std::size_t size_class(std::size_t bytes) {
  const std::size_t last = bytes - 1;
  if (last < 8 * block_alignment) return last / block_alignment;
  const std::size_t shift = std::bit_width(last) - 4;  // leaves the leading one and three more bits: 8 to 15
  return (shift - 6) * 8 + (last >> shift);
}

/// The bytes in a block of this class, a multiple of 64. The inverse: size_class(class_capacity(i)) == i.
constexpr std::size_t class_capacity(std::size_t index) {
  if (index < 8) return (index + 1) * block_alignment;
  const std::size_t shift = index / 8 - 1 + 6;
  return (index % 8 + 9) << shift;
}

constexpr std::size_t size_class_count = size_class(largest_block) + 1;

}  // namespace evograd::host
