#include "framework/memory/cpu_allocator.hpp"

#include <c10/core/CPUAllocator.h>
#include <c10/util/Exception.h>
#include <unistd.h>

#include <atomic>
#include <cstring>
#include <utility>

#include "framework/memory/block.hpp"
#include "framework/memory/block_cache.hpp"
#include "framework/memory/memory_counters.hpp"
#include "framework/memory/sanitizers.hpp"

namespace evograd::host {
namespace {

constexpr AllocatorMode initial_mode = built_with_sanitizer ? AllocatorMode::system : AllocatorMode::caching;

std::int64_t half_of_physical_memory() {
  return static_cast<std::int64_t>(sysconf(_SC_PHYS_PAGES)) / 2 * sysconf(_SC_PAGESIZE);
}

class CpuAllocator final : public c10::Allocator {
 public:
  CpuAllocator() { cache.set_limit(half_of_physical_memory()); }

  // LibTorch 1.13 declares allocate() const and without copy_data(); later versions drop the const and require
  // copy_data(). Each of the three overrides only where the base class declares it, so none is marked `override`.
  // NOLINTBEGIN(modernize-use-override)
  c10::DataPtr allocate(std::size_t bytes) const;
  c10::DataPtr allocate(std::size_t bytes) { return std::as_const(*this).allocate(bytes); }
  void copy_data(void* destination, const void* source, std::size_t bytes) const {
    std::memcpy(destination, source, bytes);
  }
  c10::DeleterFnPtr raw_deleter() const;
  // NOLINTEND(modernize-use-override)

  mutable BlockCache cache;
  mutable MemoryCounters counters;
  mutable std::atomic<std::uint64_t> system_allocations = 0;
  std::atomic<AllocatorMode> mode = initial_mode;

 private:
  Block* obtain(std::size_t bytes) const noexcept;
  Block* obtain_from_system(std::size_t bytes, bool keep) const noexcept;
};

/// Never destroyed, because tensors in static storage may be freed after any destructor that could run here.
CpuAllocator& allocator() {
  static auto* const instance = new CpuAllocator;
  return *instance;
}

void free_block(void* data) {
  if (data == nullptr) return;
  auto& owner = allocator();
  c10::profiledCPUMemoryReporter().Delete(data);
  Block* const block = Block::of(data);
  owner.counters.subtract(static_cast<std::int64_t>(block->requested));
  const bool caching = owner.mode.load(std::memory_order_relaxed) == AllocatorMode::caching;
  if (!(caching && block->keep && owner.cache.keep(block))) release_block(block);
}

Block* CpuAllocator::obtain_from_system(std::size_t bytes, bool keep) const noexcept {
  system_allocations.fetch_add(1, std::memory_order_relaxed);
  if (!keep) return obtain_heap_block(bytes);
  const auto capacity = class_capacity(size_class(bytes));
  Block* const block = capacity < huge_page ? obtain_heap_block(capacity) : obtain_mapped_block(capacity);
  if (block != nullptr) block->keep = true;
  return block;
}

Block* CpuAllocator::obtain(std::size_t bytes) const noexcept {
  if (bytes > largest_block) return nullptr;
  const bool caching = mode.load(std::memory_order_relaxed) == AllocatorMode::caching;
  if (caching) {
    if (Block* const block = cache.take(size_class(bytes))) return block;
  }
  if (Block* const block = obtain_from_system(bytes, caching)) return block;
  cache.trim();  // the missing memory may be held here in blocks of other sizes
  return obtain_from_system(bytes, caching);
}

c10::DataPtr CpuAllocator::allocate(std::size_t bytes) const {
  void* data = nullptr;
  if (bytes > 0) {
    Block* const block = obtain(bytes);
    if (block == nullptr) {
      c10::profiledCPUMemoryReporter().OutOfMemory(bytes);
      TORCH_CHECK_WITH(OutOfMemoryError, false, "CPU allocator: can't allocate memory: you tried to allocate ", bytes,
                       " bytes.");
    }
    block->requested = bytes;
    counters.add(static_cast<std::int64_t>(bytes));
    data = block->data();
    c10::profiledCPUMemoryReporter().New(data, bytes);
  }
  return {data, data, &free_block, c10::Device(c10::DeviceType::CPU)};
}

c10::DeleterFnPtr CpuAllocator::raw_deleter() const { return &free_block; }

}  // namespace

void install_cpu_allocator() { c10::SetCPUAllocator(&allocator()); }

void set_allocator_mode(AllocatorMode mode) {
  force_allocator_mode(built_with_sanitizer ? AllocatorMode::system : mode);
}

void force_allocator_mode(AllocatorMode mode) {
  allocator().mode.store(mode, std::memory_order_relaxed);
  if (mode == AllocatorMode::system) trim_cpu_cache();
}

AllocatorMode allocator_mode() { return allocator().mode.load(std::memory_order_relaxed); }

MemoryStatistics cpu_memory() {
  const auto& source = allocator();
  return {.live_bytes = source.counters.live(),
          .peak_bytes = source.counters.peak(),
          .cached_bytes = source.cache.bytes(),
          .allocations = source.counters.allocations(),
          .system_allocations = source.system_allocations.load(std::memory_order_relaxed)};
}

void reset_cpu_peak() { allocator().counters.reset_peak(); }

void trim_cpu_cache() { allocator().cache.trim(); }

}  // namespace evograd::host
