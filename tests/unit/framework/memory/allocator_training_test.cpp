#include <torch/torch.h>

#include "framework/memory/cpu_allocator.hpp"
#include "tests/catch.hpp"
#include "tests/unit/framework/memory/allocator_fixture.hpp"

namespace evograd::host {
namespace {

torch::nn::Sequential small_network() {
  using namespace torch::nn;
  return Sequential(Conv2d(Conv2dOptions(3, 8, 3).padding(1)), BatchNorm2d(8), ReLU(),
                    Conv2d(Conv2dOptions(8, 8, 3).stride(2)), ReLU(), Flatten(), Linear(8 * 7 * 7, 10));
}

void train(torch::nn::Sequential& network, torch::optim::SGD& optimizer, int steps) {
  const auto images = torch::ones({16, 3, 16, 16});
  const auto labels = torch::arange(16) % 10;
  for (int step = 0; step < steps; ++step) {
    optimizer.zero_grad();
    torch::nn::functional::cross_entropy(network->forward(images), labels).backward();
    optimizer.step();
  }
}

}  // namespace

TEST_CASE("Two hundred identical training steps need no new memory", "[memory]") {
  const AllocatorFixture fixture(AllocatorMode::caching);
  torch::manual_seed(1);
  auto network = small_network();
  torch::optim::SGD optimizer(network->parameters(), torch::optim::SGDOptions(0.01).momentum(0.9));
  train(network, optimizer, 3);
  const auto before = cpu_memory();
  reset_cpu_peak();
  train(network, optimizer, 1);
  const auto peak = cpu_memory().peak_bytes;

  train(network, optimizer, 200);
  const auto after = cpu_memory();
  CHECK(after.live_bytes == before.live_bytes);
  CHECK(after.peak_bytes == peak);
  CHECK(after.cached_bytes == before.cached_bytes);
  CHECK(after.system_allocations == before.system_allocations);
  CHECK(after.allocations > before.allocations);
}

TEST_CASE("Training gives the same bits in both modes", "[memory]") {
  std::vector<torch::Tensor> results;
  for (const auto mode : {AllocatorMode::caching, AllocatorMode::system}) {
    const AllocatorFixture fixture(mode);
    torch::manual_seed(1);
    auto network = small_network();
    torch::optim::SGD optimizer(network->parameters(), torch::optim::SGDOptions(0.01).momentum(0.9));
    train(network, optimizer, 10);
    results.push_back(torch::nn::utils::parameters_to_vector(network->parameters()).detach());
  }
  CHECK(results[0].equal(results[1]));
}

}  // namespace evograd::host
