#include <torch/torch.h>

#include <cmath>
#include <numbers>

#include "evograd/random.hpp"
#include "tasks/rotation/learned_rotation.hpp"
#include "tasks/rotation/nearest_rotation.hpp"
#include "tests/catch.hpp"
#include "tests/support/numbers.hpp"

using namespace evograd;
using namespace rotation;

namespace {

constexpr double degree = std::numbers::pi / 180;

torch::Tensor bytes(at::IntArrayRef shape) {
  return torch::randint(0, 256, shape, RandomKey(7).generator(), torch::kUInt8);
}

torch::Tensor angle(double degrees) { return torch::full({1}, degrees * degree, torch::kFloat64); }

}  // namespace

TEST_CASE("a quarter turn counter-clockwise is torch::rot90, of bytes and of the learned rotation") {
  for (const std::int64_t side : {5, 6}) {
    const auto images = bytes({2, 3, side, side});
    for (const std::int64_t quarters : {-1, 0, 1, 2}) {
      const auto expected = torch::rot90(images, quarters, {2, 3});
      const auto degrees = 90 * static_cast<double>(quarters);
      CHECK(torch::equal(rotated_nearest(images, degrees), expected));
      const auto learned = rotated(images.to(torch::kFloat64), angle(degrees));
      CHECK(test::largest_difference(learned, expected.to(torch::kFloat64)) < 1e-10);  // of 255; cos π/2 is 6e-17
    }
  }
}

TEST_CASE("both rotations turn pixels, not coordinates, of images that are not square") {
  const auto images = bytes({2, 1, 3, 5});
  const auto expected = rotated_nearest(images, 90);
  CHECK(expected[0][0][0][2].item<int>() == images[0][0][1][3].item<int>());  // from beside the middle to above it
  CHECK(expected[0][0][0][0].item<int>() == 0);
  CHECK(test::largest_difference(rotated(images.to(torch::kFloat64), angle(90)), expected.to(torch::kFloat64)) < 1e-10);
}

TEST_CASE("the nearest pixel is the one by hand") {
  auto image = torch::zeros({1, 1, 5, 5}, torch::kUInt8);
  image[0][0][2][4] = 9;
  const auto turned = rotated_nearest(image, 30);
  // (4, 1) lies 2 right of the middle and 1 above; turned back by 30 degrees 2.23 right and 0.13 below it: (4, 2).
  CHECK(turned[0][0][1][4].item<int>() == 9);
  CHECK(turned[0][0][2][4].item<int>() == 0);
  CHECK(rotated_nearest(torch::ones_like(image), 30)[0][0][0][0].item<int>() == 0);
}

TEST_CASE("thirty degrees of an image of MNIST's size take the pixels of Pillow's fixed-point walk") {
  constexpr int side = 28;
  const auto fixed = [](double value) { return static_cast<std::int64_t>(std::floor(value * 65536 + 0.5)); };
  const double cosine = std::cos(30 * degree);
  const double sine = std::sin(30 * degree);
  const double across = 14 - cosine * 14 + sine * 14;  // keeps the middle where it is
  const double along = 14 - sine * 14 - cosine * 14;
  const auto image = bytes({1, 1, side, side});
  auto expected = torch::zeros_like(image);
  for (int y = 0; y < side; ++y) {
    for (int x = 0; x < side; ++x) {
      const auto from_x = (fixed(across + cosine * 0.5 - sine * 0.5) + x * fixed(cosine) + y * fixed(-sine)) >> 16;
      const auto from_y = (fixed(along + sine * 0.5 + cosine * 0.5) + x * fixed(sine) + y * fixed(cosine)) >> 16;
      if (from_x < 0 || from_x >= side || from_y < 0 || from_y >= side) continue;
      expected[0][0][y][x] = image[0][0][from_y][from_x];
    }
  }
  CHECK(torch::equal(rotated_nearest(image, 30), expected));
}

TEST_CASE("the derivative of the learned rotation by its angle equals differences, that by its image the rotation") {
  const auto images = torch::randn({3, 2, 7, 9}, RandomKey(2).generator(), torch::kFloat64).requires_grad_();
  const auto weights = torch::randn({3, 2, 7, 9}, RandomKey(3).generator(), torch::kFloat64);
  const auto value = [&](const torch::Tensor& at) { return (weights * rotated(images, at)).sum(); };
  for (const double degrees : {-50.0, 0.5, 20.0}) {
    const auto at = angle(degrees).requires_grad_();
    const auto gradients = torch::autograd::grad({value(at)}, {at, images});
    const double step = 1e-6;  // a kink within it has odds of about 1e-4
    const auto difference = (value(at.detach() + step) - value(at.detach() - step)) / (2 * step);
    CHECK(gradients[0].item<double>() == Approx(difference.item<double>()).epsilon(1e-6));
    CHECK((gradients[1] * images).sum().item<double>() == Approx(value(at).item<double>()).epsilon(1e-12));
  }
}
