#include "networks/recomputed_activation.hpp"

#include <torch/torch.h>

#include "tests/catch.hpp"
#include "tests/support/numbers.hpp"

using namespace evograd;

namespace {

struct Layers {
  torch::nn::BatchNorm2d norm{torch::nn::BatchNorm2d(6)};
  torch::nn::Conv2d convolution{torch::nn::Conv2dOptions(6, 4, 3).padding(1).stride(2).bias(false)};

  explicit Layers(torch::Dtype dtype = torch::kFloat32) {
    torch::manual_seed(3);
    torch::nn::init::normal_(norm->weight);
    torch::nn::init::normal_(norm->bias);
    torch::nn::init::normal_(convolution->weight);
    norm->to(dtype);
    convolution->to(dtype);
  }

  torch::Tensor plain(const torch::Tensor& x) { return convolution->forward(norm->forward(x).relu()); }
  torch::Tensor recomputed(const torch::Tensor& x) {
    return networks::recomputed_norm_relu_convolution(x, norm, convolution);
  }
  std::vector<torch::Tensor> inputs(const torch::Tensor& x) {
    return {x, norm->weight, norm->bias, convolution->weight};
  }
};

torch::Tensor maps(torch::Dtype dtype = torch::kFloat32) {
  torch::manual_seed(5);
  return torch::randn({7, 6, 9, 8}, dtype).requires_grad_();
}

}  // namespace

TEST_CASE("a recomputed activation gives the bits of the plain modules, running averages included") {
  for (const bool training : {true, false}) {
    Layers one, other;
    one.norm->train(training);
    other.norm->train(training);
    const auto x = maps();
    for (int pass = 0; pass < 2; ++pass) {
      const auto expected = one.plain(x);
      const auto found = other.recomputed(x);
      CHECK(test::same_bits(found, expected));
      CHECK(found.grad_fn()->name() != expected.grad_fn()->name());  // one node for all three, not the plain modules
      const auto slope = torch::randn_like(expected);
      const auto by_plain = torch::autograd::grad({expected}, one.inputs(x), {slope});
      const auto by_other = torch::autograd::grad({found}, other.inputs(x), {slope});
      for (std::size_t i = 0; i < by_plain.size(); ++i) CHECK(test::same_bits(by_plain[i], by_other[i]));
    }
    CHECK(test::same_bits(one.norm->running_mean, other.norm->running_mean));
    CHECK(test::same_bits(one.norm->running_var, other.norm->running_var));
    CHECK(test::same_bits(one.norm->num_batches_tracked, other.norm->num_batches_tracked));
  }
}

TEST_CASE("only what is asked for has a gradient through a recomputed activation") {
  Layers one, other;
  one.norm->weight.requires_grad_(false);
  other.norm->weight.requires_grad_(false);
  one.convolution->weight.requires_grad_(false);
  other.convolution->weight.requires_grad_(false);
  const auto x = maps();
  const auto expected = torch::autograd::grad({one.plain(x).square().sum()}, {x, one.norm->bias});
  const auto found = torch::autograd::grad({other.recomputed(x).square().sum()}, {x, other.norm->bias});
  for (std::size_t i = 0; i < expected.size(); ++i) CHECK(test::same_bits(expected[i], found[i]));
}

TEST_CASE("a recomputed activation has a second derivative") {
  for (const bool training : {true, false}) {
    Layers layers(torch::kFloat64);
    layers.norm->train(training);
    const auto x = maps(torch::kFloat64);
    const auto products = [&](const torch::Tensor& out) {
      const auto first = torch::autograd::grad({out.pow(3).sum()}, layers.inputs(x), {}, /*retain_graph=*/true,
                                               /*create_graph=*/true);
      torch::Tensor sum = torch::zeros({}, torch::kFloat64);
      for (const auto& gradient : first) sum = sum + gradient.square().sum();
      return torch::autograd::grad({sum}, layers.inputs(x));
    };
    const auto expected = products(layers.plain(x));
    const auto found = products(layers.recomputed(x));
    for (std::size_t i = 0; i < expected.size(); ++i) {
      CHECK(test::largest_difference(expected[i], found[i]) < 1e-9 * expected[i].abs().max().item<double>());
    }
  }
}

TEST_CASE("tangents of forward mode pass through where an activation would be recomputed") {
  Layers layers(torch::kFloat64);
  const auto x = maps(torch::kFloat64).detach();
  const auto direction = torch::randn_like(x);
  const auto level = torch::autograd::ForwardADLevel::get_next_idx();
  const auto dual = x.clone();
  dual._set_fw_grad(direction, level, /*is_inplace_op=*/false);
  const auto found = layers.recomputed(dual)._fw_grad(level).detach().clone();
  torch::autograd::ForwardADLevel::release_idx(level);
  const torch::NoGradGuard no_grad;
  const double step = 1e-6;
  const auto difference =
      (layers.recomputed(x + step * direction) - layers.recomputed(x - step * direction)) / (2 * step);
  CHECK(test::largest_difference(found, difference) < 1e-6 * difference.abs().max().item<double>());
}
