#include "evograd/perturbation.hpp"

#include <torch/torch.h>

#include <utility>

#include "evograd/error.hpp"
#include "tests/catch.hpp"
#include "tests/support/numbers.hpp"
#include "tests/support/thread_count.hpp"

using namespace evograd;

namespace {

FlatLayout two_segments() {
  return FlatLayout({{"body.weight", torch::zeros({300})}, {"head.weight", torch::zeros({5})}},
                    torch::MemoryFormat::Contiguous);
}

}  // namespace

TEST_CASE("rademacher noise is plus or minus sigma, half each; gaussian has unit variance") {
  auto point = torch::zeros({200000}, torch::kFloat64);
  Perturbation(RandomKey(1), Noise::rademacher, 0.25, {{0, 200000}}).add_to(point, 1);
  CHECK(test::same_bits(point.abs(), torch::full({200000}, 0.25, torch::kFloat64)));
  CHECK(std::abs(point.mean().item<double>()) < 4 * 0.25 / std::sqrt(200000.0));

  point.zero_();
  Perturbation(RandomKey(2), Noise::gaussian, 1, {{0, 200000}}).add_to(point, 1);
  CHECK(std::abs(point.mean().item<double>()) < 4 / std::sqrt(200000.0));
  CHECK(std::abs(point.var().item<double>() - 1) < 4 * std::sqrt(2 / 200000.0));
  CHECK(std::abs(point.pow(4).mean().item<double>() - 3) < 4 * std::sqrt(96 / 200000.0));
  CHECK(std::abs((point.narrow(0, 0, 199999) * point.narrow(0, 1, 199999)).mean().item<double>()) <
        4 / std::sqrt(200000.0));
}

TEST_CASE("dot product, weighting and cut ranges agree with the noise itself") {
  for (const auto kind : {Noise::rademacher, Noise::gaussian}) {
    const std::int64_t size = 70001;
    const auto whole =
        Perturbation(RandomKey(5), kind, 0.1, {{0, size}}).applied_to(torch::zeros({size}, torch::kFloat64));
    const Perturbation part(RandomKey(5), kind, 0.1, {{3, 40}, {129, 65000}});
    auto expected = torch::zeros({size}, torch::kFloat64);
    expected.narrow(0, 3, 40).copy_(whole.narrow(0, 3, 40));
    expected.narrow(0, 129, 65000).copy_(whole.narrow(0, 129, 65000));
    CHECK(test::same_bits(part.applied_to(torch::zeros({size}, torch::kFloat64)), expected));

    const auto vector = torch::randn({size}, torch::kFloat64);
    CHECK(part.dot(vector) == Approx(expected.dot(vector).item<double>()).epsilon(1e-12).margin(1e-12));
    auto weighted = torch::ones({size}, torch::kFloat64);
    part.add_to(weighted, -2);
    CHECK(test::largest_difference(weighted, 1 - 2 * expected) < 1e-15);
  }
}

TEST_CASE("the bits do not depend on the number of threads") {
  const auto vector = torch::randn({300000});
  const Perturbation noise(RandomKey(9), Noise::gaussian, 1, {{0, 300000}});
  const auto on = [&](int count) {
    const test::ThreadCount threads(count);
    return std::pair(noise.applied_to(vector), noise.dot(vector));
  };
  const auto [single, single_dot] = on(1);
  const auto [moved, dot] = on(2);
  CHECK(test::same_bits(moved, single));
  CHECK(dot == single_dot);
}

TEST_CASE("prefixes select segments and a prefix that fits nothing is named") {
  const auto layout = two_segments();
  // There is padding between the two, which no perturbation may touch.
  CHECK(ranges_with_prefix(layout, {}).size() == 2);
  const auto head = ranges_with_prefix(layout, {"head"});
  REQUIRE(head.size() == 1);
  CHECK(head[0].offset == 304);
  CHECK(head[0].size == 5);
  try {
    ranges_with_prefix(layout, {"haed"});
    FAIL("accepted a prefix that fits no parameter");
  } catch (const Error& error) {
    CHECK(std::string(error.what()) ==
          "estimator: no parameter's name starts with 'haed'\n  help: parameters: body.weight, head.weight");
  }
}
