#include "framework/check/derivative.hpp"

#include <torch/torch.h>

#include "tests/catch.hpp"

using namespace evograd;
using host::check::derivative_error;

namespace {

struct Point : torch::nn::Module {
  torch::Tensor x = register_parameter("x", torch::tensor({0.5, -1.0, 2.0}, torch::kFloat64));
};

}  // namespace

TEST_CASE("a right derivative has no error, half of it a half, and a kink at the point an error", "[check]") {
  const auto point = std::make_shared<Point>();
  FlatParameters parameters(point);
  const auto smooth = [&] { return point->x.exp().sum(); };
  CHECK(derivative_error(smooth, parameters, RandomKey(1)) < 1e-8);
  const auto half = [&] { return (0.5 * point->x + 0.5 * point->x.detach()).exp().sum(); };
  CHECK(derivative_error(half, parameters, RandomKey(1)) == Approx(0.5).margin(1e-6));
  const auto kink = [&] { return point->x.exp().sum() + 100 * (point->x[0] - 0.5).abs(); };
  CHECK(derivative_error(kink, parameters, RandomKey(1)) > 0.01);
  CHECK(torch::allclose(point->x, torch::tensor({0.5, -1.0, 2.0}, torch::kFloat64)));
}
