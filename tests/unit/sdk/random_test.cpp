#include "evograd/random.hpp"

#include <torch/torch.h>

#include "tests/catch.hpp"
#include "tests/support/numbers.hpp"

using namespace evograd;

// Known-answer vectors of Random123's philox4x32 with ten rounds.
TEST_CASE("philox gives the published words") {
  CHECK(philox(0, 0, 0) == std::array<std::uint32_t, 4>{0x6627e8d5U, 0xe169c58dU, 0xbc57ac4cU, 0x9b00dbd8U});
  CHECK(philox(~0ULL, ~0ULL, ~0ULL) ==
        std::array<std::uint32_t, 4>{0x408f276dU, 0x41c83b0eU, 0xa20bc7c6U, 0x6d5451fdU});
}

TEST_CASE("streams differ by seed, name and step, and repeat") {
  const auto stream = [](std::uint64_t seed, const char* name, std::uint64_t step) {
    return RandomKey(seed).fold(name).fold(step).value();
  };
  CHECK(stream(1, "data", 5) == stream(1, "data", 5));
  CHECK(stream(1, "data", 5) != stream(2, "data", 5));
  CHECK(stream(1, "data", 5) != stream(1, "noise", 5));
  CHECK(stream(1, "data", 5) != stream(1, "data", 6));
  CHECK(RandomKey(1).fold(2).fold(3) != RandomKey(1).fold(3).fold(2));
}

TEST_CASE("the global generator is seeded within the guard and untouched after it") {
  torch::manual_seed(3);
  const auto before = at::globalContext().defaultGenerator(torch::kCPU).get_state().clone();
  torch::Tensor first, second;
  {
    const GlobalGeneratorGuard guard(RandomKey(7), torch::kCPU);
    first = torch::randn({4});
  }
  {
    const GlobalGeneratorGuard guard(RandomKey(7), torch::kCPU);
    second = torch::randn({4});
  }
  CHECK(test::same_bits(first, second));
  CHECK(test::same_bits(before, at::globalContext().defaultGenerator(torch::kCPU).get_state()));
}
