#pragma once

#include <cstdint>

namespace evograd::host {

/// Where freed CPU tensors go.
///
/// A training step allocates and frees the same sizes again and again. The C library gives large blocks back to the
/// kernel each time, and every page is then faulted in and zeroed again. `caching` keeps freed blocks, on huge pages
/// where they are large, for the next request of the same size class (at most one eighth larger); `system` frees them.
enum class AllocatorMode { caching, system };

/// What the CPU tensors of this process hold. Live and peak are exact sums of the bytes that tensors asked for,
/// whatever the mode; rounding, headers and cached blocks are not in them.
struct MemoryStatistics {
  std::int64_t live_bytes = 0;
  std::int64_t peak_bytes = 0;
  std::int64_t cached_bytes = 0;         ///< freed and kept for reuse
  std::uint64_t allocations = 0;         ///< requests served since the process began, zero-byte ones left out
  std::uint64_t system_allocations = 0;  ///< of these, how many needed new memory from the system
};

/// Makes all later CPU tensors use this allocator; earlier ones are freed by the allocator they came from and are not
/// counted. To be called while no other thread allocates, best first thing in main(). Calling it again changes nothing.
void install_cpu_allocator();

/// Blocks of either mode may be freed in either mode. Leaving `caching` gives the cached blocks back to the system.
/// Under AddressSanitizer and ThreadSanitizer this sets `system`, whatever is asked for: they cannot see the use of a
/// freed tensor whose memory stays with the allocator.
void set_allocator_mode(AllocatorMode mode);

/// As set_allocator_mode(), but `caching` is honoured under sanitizers too: for tests of the cache itself.
void force_allocator_mode(AllocatorMode mode);

/// `caching` at first, `system` in a build with sanitizers.
AllocatorMode allocator_mode();

MemoryStatistics cpu_memory();

/// The peak starts again from what is live now. For a moment when no other thread allocates.
void reset_cpu_peak();

/// Gives all cached blocks back to the system.
void trim_cpu_cache();

}  // namespace evograd::host
