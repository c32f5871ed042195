#include "networks/max_pool.hpp"

#include <torch/torch.h>

#include <limits>

#include "tests/catch.hpp"
#include "tests/support/numbers.hpp"
#include "tests/support/thread_count.hpp"

using namespace evograd;
using networks::max_pool;

namespace {

struct Case {
  std::vector<std::int64_t> shape;
  std::int64_t window;
  std::int64_t stride;
  std::int64_t padding;
};

// LeNet's, a remainder that no window covers, ResNet's overlapping and padded windows, one channel, a window per map.
const std::vector<Case> cases = {{{3, 6, 28, 28}, 2, 2, 0}, {{2, 5, 9, 7}, 2, 2, 0}, {{2, 16, 11, 14}, 3, 2, 1},
                                 {{4, 1, 6, 6}, 2, 2, 0},   {{1, 3, 4, 4}, 4, 4, 0}, {{2, 3, 8, 9}, 3, 1, 0}};

const std::vector<torch::MemoryFormat> formats = {torch::MemoryFormat::Contiguous, torch::MemoryFormat::ChannelsLast};

/// Few different numbers, so that windows have ties.
torch::Tensor maps_of(const Case& pooling, torch::MemoryFormat format, torch::ScalarType type = torch::kFloat32) {
  auto maps = torch::randint(0, 6, pooling.shape, torch::kInt64).to(type).contiguous(format);
  return maps - 3;
}

torch::Tensor by_libtorch(const torch::Tensor& maps, const Case& pooling) {
  return torch::max_pool2d(maps, pooling.window, pooling.stride, pooling.padding);
}

torch::Tensor ours(const torch::Tensor& maps, const Case& pooling) {
  return max_pool(maps, pooling.window, pooling.stride, pooling.padding);
}

}  // namespace

TEST_CASE("pooling has LibTorch's values and derivatives, ties included, in both memory formats") {
  for (const auto& pooling : cases) {
    for (const auto format : formats) {
      const auto maps = maps_of(pooling, format).requires_grad_();
      const auto expected = by_libtorch(maps, pooling);
      const auto found = ours(maps, pooling);
      CHECK(test::same_bits(found, expected));
      CHECK(found.is_contiguous(maps.is_contiguous() ? torch::MemoryFormat::Contiguous : format));
      {
        const torch::NoGradGuard no_grad;
        CHECK(test::same_bits(ours(maps, pooling), expected));
      }
      const auto slope = torch::randn(expected.sizes());
      const auto by_ours = torch::autograd::grad({found}, {maps}, {slope})[0];
      CHECK(test::largest_difference(by_ours, torch::autograd::grad({expected}, {maps}, {slope})[0]) < 1e-6);
    }
  }
}

TEST_CASE("pooling has a second derivative") {
  for (const auto& pooling : cases) {
    for (const auto format : formats) {
      const auto maps = maps_of(pooling, format, torch::kFloat64).requires_grad_();
      const auto direction = torch::randn(pooling.shape, torch::kFloat64);
      const auto product = [&](const torch::Tensor& pooled) {
        const auto gradient =
            torch::autograd::grad({pooled.pow(3).sum()}, {maps}, {}, /*retain_graph=*/true, /*create_graph=*/true)[0];
        return torch::autograd::grad({(gradient * direction).sum()}, {maps})[0];
      };
      CHECK(test::largest_difference(product(ours(maps, pooling)), product(by_libtorch(maps, pooling))) < 1e-12);
    }
  }
}

TEST_CASE("pooling carries tangents of forward mode") {
  const torch::NoGradGuard no_grad;
  for (const auto& pooling : cases) {
    const auto maps = torch::randn(pooling.shape, torch::kFloat64);
    const auto tangent = torch::randn(pooling.shape, torch::kFloat64);
    const auto level = torch::autograd::ForwardADLevel::get_next_idx();
    const auto dual = maps.clone();
    dual._set_fw_grad(tangent, level, /*is_inplace_op=*/false);
    const auto found = ours(dual, pooling)._fw_grad(level).clone();
    torch::autograd::ForwardADLevel::release_idx(level);
    const double step = 1e-7;
    const auto difference = (ours(maps + step * tangent, pooling) - ours(maps - step * tangent, pooling)) / (2 * step);
    CHECK(test::largest_difference(found, difference) < 1e-6);
  }
}

TEST_CASE("pooling passes on what is not a number, and negative infinity") {
  const float nan = std::numeric_limits<float>::quiet_NaN();
  const float low = -std::numeric_limits<float>::infinity();
  for (const auto format : formats) {
    const auto maps = torch::tensor({nan, 1.F, 2.F, nan, 3.F, 1.F, 0.F, 5.F, low, low, low, low, low, low, low, low})
                          .view({1, 2, 2, 4})
                          .contiguous(format);
    const auto pooled = max_pool(maps, 2)[0];
    CHECK(pooled[0].isnan().all().item<bool>());
    CHECK(pooled[1].eq(low).all().item<bool>());
  }
}

TEST_CASE("pooled bits do not depend on the number of threads") {
  for (const auto& pooling : cases) {
    for (const auto format : formats) {
      const auto maps = maps_of(pooling, format).requires_grad_();
      std::vector<torch::Tensor> values;
      std::vector<torch::Tensor> gradients;
      for (const int count : {1, 2}) {
        const test::ThreadCount threads(count);
        values.push_back(ours(maps, pooling));
        gradients.push_back(torch::autograd::grad({values.back().square().sum()}, {maps})[0]);
      }
      CHECK(test::same_bits(values[0], values[1]));
      CHECK(test::same_bits(gradients[0], gradients[1]));
    }
  }
}

TEST_CASE("what the kernel cannot read is LibTorch's to pool") {
  const auto maps = torch::randn({2, 3, 8, 8});
  const auto turned = maps.transpose(2, 3);
  CHECK(test::same_bits(max_pool(turned, 2), torch::max_pool2d(turned, 2)));
  const auto halves = maps.to(torch::kBFloat16);
  CHECK(torch::equal(max_pool(halves, 2), torch::max_pool2d(halves, 2)));
  CHECK_THROWS_AS(max_pool(maps, 9), c10::Error);
  CHECK_THROWS_AS(max_pool(maps.contiguous(torch::MemoryFormat::ChannelsLast), 2, 2, 2), c10::Error);
}
