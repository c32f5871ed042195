#include <sys/resource.h>
#include <torch/torch.h>
#include <unistd.h>

#include <cstdint>
#include <fstream>

#include "framework/memory/block_cache.hpp"
#include "framework/memory/cpu_allocator.hpp"
#include "framework/memory/sanitizers.hpp"
#include "tests/catch.hpp"
#include "tests/unit/framework/memory/allocator_fixture.hpp"

namespace evograd::host {
namespace {

/// Lets the process map this many more bytes than it does now.
class AddressSpaceLimit {
 public:
  explicit AddressSpaceLimit(std::int64_t more_bytes) {
    getrlimit(RLIMIT_AS, &earlier_);
    std::int64_t pages = 0;
    std::ifstream("/proc/self/statm") >> pages;
    auto limit = earlier_;
    limit.rlim_cur = static_cast<rlim_t>(pages * sysconf(_SC_PAGESIZE) + more_bytes);
    setrlimit(RLIMIT_AS, &limit);
  }
  AddressSpaceLimit(const AddressSpaceLimit&) = delete;
  AddressSpaceLimit& operator=(const AddressSpaceLimit&) = delete;
  ~AddressSpaceLimit() { setrlimit(RLIMIT_AS, &earlier_); }

 private:
  rlimit earlier_{};
};

void require_refused(std::int64_t bytes) {
  const auto live = cpu_memory().live_bytes;
  try {
    torch::empty({bytes}, torch::kUInt8);
    FAIL("the allocation succeeded");
  } catch (const c10::Error& error) {
    CHECK(std::string(error.what()).find("you tried to allocate " + std::to_string(bytes)) != std::string::npos);
  }
  CHECK(cpu_memory().live_bytes == live);
}

}  // namespace

TEST_CASE("An impossible size is an exception that names it, and harms nothing", "[memory]") {
  const auto mode = GENERATE(AllocatorMode::caching, AllocatorMode::system);
  const AllocatorFixture fixture(mode);
  const auto kept = torch::arange(1000);
  require_refused(std::int64_t{1} << 60);
  require_refused(INT64_MAX);
  CHECK(kept.equal(torch::arange(1000)));
}

TEST_CASE("Where the system has no memory left, cached blocks are given up before a request fails", "[memory]") {
  if (built_with_sanitizer) return;  // its shadow memory takes more address space than any limit could leave
  const AllocatorFixture fixture(AllocatorMode::caching);
  { const auto tensor = torch::empty({600 * megabyte}, torch::kUInt8); }
  const AddressSpaceLimit limit(200 * megabyte);
  CHECK(cpu_memory().cached_bytes >= 600 * megabyte);
  { const auto tensor = torch::zeros({700 * megabyte}, torch::kUInt8); }
  require_refused(2000 * megabyte);
}

TEST_CASE("The cache keeps no more than its limit", "[memory]") {
  BlockCache cache;
  cache.set_limit(3 * megabyte);
  Block* const first = obtain_mapped_block(2 * megabyte);
  Block* const second = obtain_mapped_block(2 * megabyte);
  Block* const small = obtain_heap_block(megabyte);
  CHECK(cache.keep(first));
  CHECK_FALSE(cache.keep(second));
  CHECK(cache.keep(small));
  CHECK(cache.bytes() == 3 * megabyte);
  CHECK(cache.take(size_class(2 * megabyte)) == first);
  CHECK(cache.take(size_class(2 * megabyte)) == nullptr);
  CHECK(cache.bytes() == megabyte);
  release_block(first);
  release_block(second);
  cache.trim();
  CHECK(cache.bytes() == 0);
}

}  // namespace evograd::host
