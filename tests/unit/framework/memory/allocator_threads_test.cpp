#include <torch/torch.h>

#include <atomic>
#include <cstring>
#include <mutex>
#include <thread>
#include <vector>

#include "framework/memory/cpu_allocator.hpp"
#include "tests/catch.hpp"
#include "tests/unit/framework/memory/allocator_fixture.hpp"

namespace evograd::host {
namespace {

/// Hands tensors from thread to thread, so that most are freed by another thread than the one that allocated them.
class Exchange {
 public:
  torch::Tensor swap(std::size_t slot, torch::Tensor tensor) {
    const std::lock_guard lock(mutex_);
    std::swap(slots_[slot % slots_.size()], tensor);
    return tensor;
  }

 private:
  std::mutex mutex_;
  std::vector<torch::Tensor> slots_ = std::vector<torch::Tensor>(16);
};

/// Fills a tensor with one byte value; a block handed out twice at once would show as a mixture.
torch::Tensor marked_tensor(std::int64_t bytes, int mark) {
  auto tensor = torch::empty({bytes}, torch::kUInt8);
  std::memset(tensor.data_ptr(), mark, static_cast<std::size_t>(bytes));
  return tensor;
}

bool intact(const torch::Tensor& tensor) {
  const auto* data = tensor.data_ptr<std::uint8_t>();
  return std::memcmp(data, data + 1, static_cast<std::size_t>(tensor.numel() - 1)) == 0;
}

}  // namespace

TEST_CASE("Threads allocate, exchange and free blocks at the same time", "[memory]") {
  const auto mode_changes = GENERATE(false, true);
  const AllocatorFixture fixture(AllocatorMode::caching);
  const auto before = cpu_memory();
  std::atomic<int> damaged = 0;
  {
    Exchange exchange;
    std::vector<std::thread> threads;
    for (int thread = 0; thread < 4; ++thread) {
      threads.emplace_back([&, thread] {
        for (int round = 0; round < 1000; ++round) {
          const std::int64_t bytes = round % 50 == 0 ? 2'100'000 + round : 2 + (round * 37 + thread * 11) % 5000;
          const auto received = exchange.swap(round * 7 + thread, marked_tensor(bytes, round + thread));
          if (received.defined() && !intact(received)) ++damaged;
          if (mode_changes && round % 100 == 99) {
            force_allocator_mode(round % 200 == 199 ? AllocatorMode::caching : AllocatorMode::system);
          }
        }
      });
    }
    for (auto& thread : threads) thread.join();
  }
  CHECK(damaged == 0);
  CHECK(cpu_memory().live_bytes == before.live_bytes);
  CHECK(cpu_memory().allocations - before.allocations == 4000);
}

}  // namespace evograd::host
