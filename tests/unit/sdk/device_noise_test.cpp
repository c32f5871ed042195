#include "sdk/source/device_noise.hpp"

#include <torch/torch.h>

#include "tests/catch.hpp"
#include "tests/support/numbers.hpp"

using namespace evograd;

TEST_CASE("a device makes the noise that the CPU makes, for any part of the vector") {
  const std::int64_t size = 5000;
  for (const auto kind : {Noise::rademacher, Noise::gaussian}) {
    for (const std::uint64_t seed : {1, 2, 3}) {
      const auto key = RandomKey(seed);
      const auto expected = Perturbation(key, kind, 1, {{0, size}}).applied_to(torch::zeros({size}, torch::kFloat64));
      for (const auto& [begin, end] : {std::pair<std::int64_t, std::int64_t>{0, size}, {3, 130}, {4097, 4098}}) {
        const auto noise = device_noise(key.value(), kind, begin, end, torch::kCPU);
        const auto part = expected.slice(0, begin, end);
        if (kind == Noise::rademacher) CHECK(test::same_bits(noise.contiguous(), part.contiguous()));
        CHECK(test::largest_difference(noise, part) < 1e-13);
      }
    }
  }
}

TEST_CASE("the counter of the noise exceeds 32 bits where the vector is that long") {
  const std::int64_t begin = (std::int64_t{1} << 34) + 12;  // Gaussian: four elements per block
  const auto noise = device_noise(7, Noise::gaussian, begin, begin + 4, torch::kCPU);
  const auto words = philox(7, static_cast<std::uint64_t>(begin / 4));
  const double radius = std::sqrt(-2 * std::log((words[0] + 0.5) / 4294967296.0));
  CHECK(noise[0].item<double>() ==
        Approx(radius * std::cos(6.283185307179586 * (words[1] + 0.5) / 4294967296.0)).epsilon(1e-12));
}
