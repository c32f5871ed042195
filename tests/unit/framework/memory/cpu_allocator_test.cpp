#include "framework/memory/cpu_allocator.hpp"

#include <c10/core/CPUAllocator.h>
#include <torch/torch.h>

#include <cstring>

#include "framework/memory/block.hpp"
#include "framework/memory/sanitizers.hpp"
#include "tests/catch.hpp"
#include "tests/unit/framework/memory/allocator_fixture.hpp"

namespace evograd::host {
namespace {

torch::Tensor bytes_tensor(std::int64_t bytes) { return torch::empty({bytes}, torch::kUInt8); }

bool aligned(const void* data, std::size_t alignment) {
  return reinterpret_cast<std::uintptr_t>(data) % alignment == 0;
}

}  // namespace

TEST_CASE("Live and peak bytes are exactly what tensors asked for", "[memory]") {
  const auto mode = GENERATE(AllocatorMode::caching, AllocatorMode::system);
  const AllocatorFixture fixture(mode);
  const auto before = cpu_memory();
  reset_cpu_peak();
  {
    const auto a = torch::empty({1000, 3}, torch::kFloat32);
    const auto b = torch::empty({77}, torch::kInt64);
    const auto view = a.slice(0, 10);
    CHECK(cpu_memory().live_bytes - before.live_bytes == 12000 + 616);
    CHECK(cpu_memory().allocations - before.allocations == 2);
    { const auto c = bytes_tensor(5 * megabyte + 1); }
    CHECK(cpu_memory().live_bytes - before.live_bytes == 12000 + 616);
  }
  CHECK(cpu_memory().live_bytes == before.live_bytes);
  CHECK(cpu_memory().peak_bytes - before.live_bytes == 12000 + 616 + 5 * megabyte + 1);
}

TEST_CASE("Resetting the peak starts it again from what is live", "[memory]") {
  const AllocatorFixture fixture(AllocatorMode::caching);
  const auto kept = bytes_tensor(1000);
  { const auto large = bytes_tensor(100'000); }
  CHECK(cpu_memory().peak_bytes >= cpu_memory().live_bytes + 100'000);
  reset_cpu_peak();
  CHECK(cpu_memory().peak_bytes == cpu_memory().live_bytes);
  { const auto small = bytes_tensor(10); }
  CHECK(cpu_memory().peak_bytes == cpu_memory().live_bytes + 10);
}

TEST_CASE("A freed block serves the next request of its size class", "[memory]") {
  const auto bytes = GENERATE(as<std::int64_t>(), 1, 64, 700, 100'000, 3 * megabyte, 40 * megabyte);
  const AllocatorFixture fixture(AllocatorMode::caching);
  const void* first = nullptr;
  {
    const auto tensor = bytes_tensor(bytes);
    first = tensor.data_ptr();
  }
  CHECK(cpu_memory().cached_bytes >= bytes);
  const auto system_allocations = cpu_memory().system_allocations;

  const auto tensor = bytes_tensor(bytes);
  CHECK(tensor.data_ptr() == first);
  CHECK(cpu_memory().system_allocations == system_allocations);
  CHECK(cpu_memory().cached_bytes == 0);
}

TEST_CASE("Data is aligned to cache lines and large blocks begin on a huge page", "[memory]") {
  const auto mode = GENERATE(AllocatorMode::caching, AllocatorMode::system);
  const AllocatorFixture fixture(mode);
  for (const std::int64_t bytes : {1L, 63L, 65L, 1000L, 123'457L, 2 * megabyte, 6'553'600L}) {
    const auto tensor = bytes_tensor(bytes);
    CHECK(aligned(tensor.data_ptr(), block_alignment));
    std::memset(tensor.data_ptr(), 0xa5, static_cast<std::size_t>(bytes));
    if (mode == AllocatorMode::caching && bytes >= static_cast<std::int64_t>(huge_page)) {
      CHECK(aligned(Block::of(tensor.data_ptr()), huge_page));
    }
  }
}

TEST_CASE("Memory for oneDNN goes by its address alone", "[memory]") {
  const auto mode = GENERATE(AllocatorMode::caching, AllocatorMode::system);
  const AllocatorFixture fixture(mode);
  auto& allocator = *c10::GetCPUAllocator();
  const auto before = cpu_memory().live_bytes;
  void* const data = allocator.raw_allocate(4096);
  std::memset(data, 1, 4096);
  CHECK(cpu_memory().live_bytes - before == 4096);
  allocator.raw_deallocate(data);
  CHECK(cpu_memory().live_bytes == before);
}

TEST_CASE("A zero-byte request takes no memory", "[memory]") {
  const AllocatorFixture fixture(AllocatorMode::caching);
  auto& allocator = *c10::GetCPUAllocator();
  const auto before = cpu_memory();
  const auto tensor = torch::empty({0, 5});
  CHECK(tensor.data_ptr() == nullptr);
  void* const data = allocator.raw_allocate(0);
  CHECK(data == nullptr);
  allocator.raw_deallocate(data);
  CHECK(cpu_memory().live_bytes == before.live_bytes);
  CHECK(cpu_memory().allocations == before.allocations);
}

TEST_CASE("Blocks of one mode may be freed in the other", "[memory]") {
  const AllocatorFixture fixture(AllocatorMode::caching);
  const auto before = cpu_memory();
  auto small = torch::arange(1000);
  auto large = torch::full({megabyte}, 3.0F);
  force_allocator_mode(AllocatorMode::system);
  auto system_small = torch::arange(1000);
  auto system_large = torch::full({megabyte}, 4.0F);
  CHECK(large.sum().item<float>() == 3.0F * megabyte);
  small.reset();
  large.reset();
  CHECK(cpu_memory().cached_bytes == 0);

  force_allocator_mode(AllocatorMode::caching);
  CHECK(system_small.equal(torch::arange(1000)));
  CHECK(system_large.sum().item<float>() == 4.0F * megabyte);
  trim_cpu_cache();
  system_small.reset();
  system_large.reset();
  CHECK(cpu_memory().cached_bytes == 0);
  CHECK(cpu_memory().live_bytes == before.live_bytes);
}

TEST_CASE("Leaving the caching mode and trimming give the cached blocks back", "[memory]") {
  const AllocatorFixture fixture(AllocatorMode::caching);
  { const auto tensor = bytes_tensor(3 * megabyte); }
  CHECK(cpu_memory().cached_bytes == 3 * megabyte);
  trim_cpu_cache();
  CHECK(cpu_memory().cached_bytes == 0);
  { const auto tensor = bytes_tensor(3 * megabyte); }
  force_allocator_mode(AllocatorMode::system);
  CHECK(cpu_memory().cached_bytes == 0);
}

TEST_CASE("Sanitizers see every free unless caching is forced", "[memory]") {
  const AllocatorFixture fixture(AllocatorMode::system);
  set_allocator_mode(AllocatorMode::caching);
  CHECK(allocator_mode() == (built_with_sanitizer ? AllocatorMode::system : AllocatorMode::caching));
}

}  // namespace evograd::host
