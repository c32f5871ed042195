#include "device_noise.hpp"

#include <array>

namespace evograd {
namespace {

constexpr std::int64_t kWord = 0xFFFFFFFF;
constexpr std::int64_t kHalf = 0xFFFF;

struct Product {
  torch::Tensor high;
  torch::Tensor low;
};

/// The two halves of the 64-bit products of 32-bit words, which int64 tensors hold; no intermediate result overflows.
Product product(const torch::Tensor& words, std::int64_t factor) {
  const auto low = (words & kHalf) * factor;
  const auto high = (words.bitwise_right_shift(16)) * factor;
  return {(high + low.bitwise_right_shift(16)).bitwise_right_shift(16),
          (low + (high & kHalf).bitwise_left_shift(16)) & kWord};
}

/// philox() of the blocks first … first + count − 1: [count, 4].
torch::Tensor philox_words(std::uint64_t key, std::int64_t first, std::int64_t count, torch::Device device) {
  const auto block = torch::arange(first, first + count, torch::TensorOptions(torch::kInt64).device(device));
  std::array<torch::Tensor, 4> c = {block & kWord, block.bitwise_right_shift(32), torch::zeros_like(block),
                                    torch::zeros_like(block)};
  auto k0 = static_cast<std::int64_t>(key) & kWord;
  auto k1 = static_cast<std::int64_t>(key >> 32);
  for (int round = 0; round < 10; ++round) {
    const auto product0 = product(c[0], 0xD2511F53);
    const auto product1 = product(c[2], 0xCD9E8D57);
    c = {product1.high.bitwise_xor(c[1]).bitwise_xor(k0), product1.low, product0.high.bitwise_xor(c[3]).bitwise_xor(k1),
         product0.low};
    k0 = (k0 + 0x9E3779B9) & kWord;
    k1 = (k1 + 0xBB67AE85) & kWord;
  }
  return torch::stack({c[0], c[1], c[2], c[3]}, 1);
}

torch::Tensor rademacher(const torch::Tensor& words) {
  const auto bits = words.unsqueeze(2).bitwise_right_shift(torch::arange(32, words.options())) & 1;
  return 1 - 2 * bits.flatten().to(torch::kFloat64);
}

torch::Tensor gaussian(const torch::Tensor& words) {
  constexpr double two_pi = 6.283185307179586476925286766559;
  constexpr double unit = 1.0 / 4294967296.0;
  const auto uniform = words.to(torch::kFloat64).add_(0.5).mul_(unit).view({-1, 2});
  const auto radius = uniform.select(1, 0).log().mul_(-2).sqrt_();
  const auto angle = uniform.select(1, 1) * two_pi;
  return torch::stack({radius * angle.cos(), radius * angle.sin()}, 1).flatten();
}

}  // namespace

torch::Tensor device_noise(std::uint64_t key, Noise kind, std::int64_t begin, std::int64_t end, torch::Device device) {
  const std::int64_t block = kind == Noise::rademacher ? 128 : 4;  // elements per Philox call
  const auto first = begin / block;
  const auto words = philox_words(key, first, (end + block - 1) / block - first, device);
  const auto noise = kind == Noise::rademacher ? rademacher(words) : gaussian(words);
  return noise.slice(0, begin - first * block, end - first * block);
}

}  // namespace evograd
