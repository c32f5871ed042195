#include "networks/in_place.hpp"

#include <torch/torch.h>

#include <utility>

#include "tests/catch.hpp"

TEST_CASE("memory that nobody else holds is used again") {
  auto x = torch::tensor({-1.0, 2.0});
  const auto* memory = x.data_ptr();
  x = networks::relu(std::move(x));
  CHECK(x.data_ptr() == memory);
  CHECK(torch::equal(x, torch::tensor({0.0, 2.0})));
  x = networks::sum(std::move(x), torch::tensor({1.0, 1.0}));
  CHECK(x.data_ptr() == memory);
  CHECK(torch::equal(x, torch::tensor({1.0, 3.0})));
}

TEST_CASE("memory that a handle, a view or autograd holds is left alone") {
  const auto kept = torch::tensor({-1.0, 2.0});
  CHECK(networks::relu(kept).data_ptr() != kept.data_ptr());
  CHECK(networks::sum(kept.view({2, 1}), kept).data_ptr() != kept.data_ptr());
  CHECK(torch::equal(kept, torch::tensor({-1.0, 2.0})));

  const auto leaf = torch::tensor({-1.0, 2.0}).requires_grad_();
  auto saved = leaf.sigmoid();
  saved = networks::sum(std::move(saved), torch::ones(2));
  saved.sum().backward();
  const auto s = leaf.detach().sigmoid();
  CHECK(torch::allclose(leaf.grad(), s * (1 - s)));
}
