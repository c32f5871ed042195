#pragma once

#include <cstdint>

namespace evograd::host {

/// What happens to the memory of freed CPU tensors.
///
/// A training step allocates and frees the same sizes again and again. The C library returns large blocks to the kernel
/// each time, and every page is then faulted in and zeroed again. `caching` keeps freed blocks, on huge pages if they
/// are large, for the next request of the same size class (at most one eighth larger); `system` frees them.
enum class AllocatorMode { caching, system };

/// The memory of the CPU tensors of this process. Live and peak are exact sums of the bytes that tensors requested, in
/// either mode; rounding, headers and cached blocks are not included.
struct MemoryStatistics {
  std::int64_t live_bytes = 0;
  std::int64_t peak_bytes = 0;
  std::int64_t cached_bytes = 0;         ///< freed and kept for reuse
  std::uint64_t allocations = 0;         ///< requests served since the process started, except zero-byte ones
  std::uint64_t system_allocations = 0;  ///< of these, how many needed new memory from the system
};

/// Makes all later CPU tensors use this allocator; earlier ones are freed by the allocator they came from and are not
/// counted. Call it while no other thread allocates, ideally first in main(). Calling it again has no effect.
void install_cpu_allocator();

/// Blocks of either mode may be freed in either mode. Leaving `caching` returns the cached blocks to the system. Under
/// AddressSanitizer and ThreadSanitizer this always sets `system`: they cannot detect the use of a freed tensor whose
/// memory stays with the allocator.
void set_allocator_mode(AllocatorMode mode);

/// Like set_allocator_mode(), but honours `caching` under sanitizers too: for tests of the cache itself.
void force_allocator_mode(AllocatorMode mode);

/// Initially `caching`, or `system` in a build with sanitizers.
AllocatorMode allocator_mode();

MemoryStatistics cpu_memory();

/// Resets the peak to the live bytes. Call it while no other thread allocates.
void reset_cpu_peak();

/// Returns all cached blocks to the system.
void trim_cpu_cache();

}  // namespace evograd::host
