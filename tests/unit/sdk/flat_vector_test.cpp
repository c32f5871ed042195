#include "evograd/flat_vector.hpp"

#include <torch/torch.h>

#include <cmath>

#include "evograd/error.hpp"
#include "tests/catch.hpp"
#include "tests/support/thread_count.hpp"

using namespace evograd;

TEST_CASE("dot product and norm of flat vectors, also where no chunk and no lane is full") {
  for (const std::int64_t size : {0, 1, 7, 8, 9, 32768, 100003}) {
    for (const auto type : {torch::kFloat32, torch::kFloat64}) {
      const auto a = torch::randn({size}, type);
      const auto b = torch::randn({size}, type);
      const double expected = a.to(torch::kFloat64).dot(b.to(torch::kFloat64)).item<double>();
      CHECK(flat_dot(a, b) == Approx(expected).epsilon(1e-12).margin(1e-9));
      CHECK(flat_norm(a) == Approx(a.to(torch::kFloat64).norm().item<double>()).epsilon(1e-12));
    }
  }
  const auto grid = torch::arange(12, torch::kFloat64).view({3, 4});
  CHECK(flat_norm(grid.select(1, 1)) == Approx(std::sqrt(1.0 + 25 + 81)));
}

TEST_CASE("dot products of flat vectors have the same bits on any number of threads") {
  const auto a = torch::randn({500000});
  const auto b = torch::randn({500000});
  const auto on = [&](int count) {
    const test::ThreadCount threads(count);
    return flat_dot(a, b);
  };
  CHECK(on(2) == on(1));
}

TEST_CASE("vectors that do not go together are refused") {
  const auto a = torch::zeros({3});
  CHECK_THROWS_AS(flat_dot(a, torch::zeros({4})), Error);
  CHECK_THROWS_AS(flat_dot(a, torch::zeros({3}, torch::kFloat64)), Error);
  CHECK_THROWS_AS(flat_norm(torch::zeros({3}, torch::kInt64)), Error);
  CHECK_THROWS_WITH(flat_norm(torch::zeros({3, 1})),
                    "flat vector: a dot product needs two vectors of the same length and floating-point type");
}
