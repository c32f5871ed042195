#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace evograd::lft {

/// The 64-bit FNV-1a hash of `bytes`, continued from `hash`. Finds damage, not forgery.
/// Citation: G. Fowler, L. C. Noll, K.-P. Vo, The FNV non-cryptographic hash algorithm.
inline std::uint64_t fnv1a(std::string_view bytes, std::uint64_t hash = 0xcbf29ce484222325U) {
  for (const char byte : bytes) hash = (hash ^ static_cast<unsigned char>(byte)) * 0x100000001b3U;
  return hash;
}

}  // namespace evograd::lft
