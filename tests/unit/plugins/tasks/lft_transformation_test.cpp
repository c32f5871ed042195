#include <torch/torch.h>

#include <cmath>
#include <memory>

#include "evograd/random.hpp"
#include "tasks/lft/feature_transformation.hpp"
#include "tests/catch.hpp"

using namespace evograd;
using namespace lft;

namespace {

const InputSpecification colour{{3, 32, 32}, 0};

double softplus(double raw) { return std::log1p(std::exp(100 * raw)) / 100; }

torch::Tensor transformed(const FeatureTransformation& transformation, const torch::Tensor& x, std::uint64_t seed) {
  const GlobalGeneratorGuard guard(RandomKey(seed), torch::kCPU);
  return transformation.forward("site", x);
}

}  // namespace

TEST_CASE("without noise the feature-wise transformation is the identity, bit for bit") {
  const FeatureTransformation transformation({{"site", 4}}, -10, -10, true);  // softplus(-10) = 0 in floats
  const auto x = torch::randn({3, 4, 5, 5}, RandomKey(1).generator());
  CHECK(torch::equal(transformed(transformation, x, 2), x));
  CHECK(torch::equal(transformation.forward("elsewhere", x), x));
}

TEST_CASE("the noise of the transformation is one draw a channel, shared by all examples, of the stated deviation") {
  const std::int64_t channels = 20000;
  const FeatureTransformation transformation({{"site", channels}}, 0.3, 0.5, true);
  const auto options = torch::TensorOptions(torch::kFloat64);
  // y = x (1 + a) + b: at x = 0 it is b, at x = 1 it is 1 + a + b.
  const auto x = torch::stack({torch::zeros({channels}, options), torch::ones({channels}, options)});
  const auto y = transformed(transformation, x, 3);
  const auto b = y[0];
  const auto a = y[1] - y[0] - 1;
  const double error = 4 / std::sqrt(2.0 * channels);  // 4 standard errors of a deviation
  CHECK(a.std().item<double>() == Approx(softplus(0.3)).epsilon(error));
  CHECK(b.std().item<double>() == Approx(softplus(0.5)).epsilon(error));
  CHECK(std::abs(a.mean().item<double>()) < 4 * 0.3 / std::sqrt(channels));
  CHECK(std::abs((a * b).mean().item<double>()) < 4 * 0.15 / std::sqrt(channels));

  const FeatureTransformation small({{"site", 3}}, 0.3, 0.5, true);
  const auto maps = transformed(small, torch::ones({2, 3, 4, 4}), 4);
  CHECK(torch::equal(maps, maps.select(0, 0).select(1, 0).select(1, 0).view({1, 3, 1, 1}).expand_as(maps)));
  CHECK(torch::equal(transformed(small, torch::ones({2, 3}), 4), maps.select(3, 0).select(2, 0)));
  const auto tokens = transformed(small, torch::ones({2, 7, 3}), 4);  // channels come last
  CHECK(torch::equal(tokens.select(1, 0), maps.select(3, 0).select(2, 0)));
  CHECK_FALSE(torch::equal(transformed(small, torch::ones({2, 3}), 5), transformed(small, torch::ones({2, 3}), 6)));
}

TEST_CASE("gradients of the transformation to gamma, beta and x are those of differences under the same noise") {
  FeatureTransformation transformation({{"site", 4}}, 0.013, -0.004, true);  // where softplus is curved
  transformation.to(torch::kFloat64);
  auto x = torch::randn({3, 4, 2, 2}, RandomKey(1).generator(), torch::kFloat64).requires_grad_();
  const auto weight = torch::randn({3, 4, 2, 2}, RandomKey(2).generator(), torch::kFloat64);
  const auto value = [&] { return (transformed(transformation, x, 7) * weight).sin().sum(); };
  auto leaves = transformation.parameters();
  leaves.push_back(x);
  REQUIRE(leaves.size() == 3);
  const auto gradients = torch::autograd::grad({value()}, leaves);
  const torch::NoGradGuard no_grad;
  const double step = 1e-5;
  for (std::size_t i = 0; i < leaves.size(); ++i) {
    auto flat = leaves[i].view(-1);
    for (std::int64_t j = 0; j < flat.numel(); ++j) {
      const double start = flat[j].item<double>();
      flat[j] = start + step;
      const double ahead = value().item<double>();
      flat[j] = start - step;
      const double behind = value().item<double>();
      flat[j] = start;
      CHECK(gradients[i].view(-1)[j].item<double>() ==
            Approx((ahead - behind) / (2 * step)).epsilon(1e-6).margin(1e-8));
    }
  }
}

TEST_CASE("the transformation keeps channels_last and works in float64") {
  FeatureTransformation transformation({{"site", 4}}, 0.3, 0.5, true);
  const auto x = torch::randn({3, 4, 6, 5}, RandomKey(1).generator());
  const auto y = transformed(transformation, x.contiguous(torch::MemoryFormat::ChannelsLast), 2);
  CHECK(y.is_contiguous(torch::MemoryFormat::ChannelsLast));
  CHECK(torch::allclose(y, transformed(transformation, x, 2)));
  transformation.to(torch::kFloat64);
  CHECK(transformed(transformation, x.to(torch::kFloat64), 2).scalar_type() == torch::kFloat64);
}

TEST_CASE("a fixed transformation has buffers and no parameters") {
  const FeatureTransformation fixed({{"a.b", 2}, {"c", 3}}, 0.3, 0.5, false);
  CHECK(fixed.parameters().empty());
  CHECK(fixed.buffers().size() == 4);
  CHECK(fixed.mean_scale() == Approx(softplus(0.3)));
  CHECK(fixed.mean_shift() == Approx(softplus(0.5)));
  const FeatureTransformation learned({{"a.b", 2}, {"c", 3}}, 0.3, 0.5, true);
  CHECK(learned.parameters().size() == 4);
}
