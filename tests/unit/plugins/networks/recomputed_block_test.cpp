#include "networks/recomputed_block.hpp"

#include <torch/torch.h>

#include "evograd/autocast.hpp"
#include "evograd/random.hpp"
#include "tests/catch.hpp"
#include "tests/support/numbers.hpp"

using namespace evograd;

namespace {

/// dropout(relu(norm(conv(x))))
struct Layers : torch::nn::Module {
  torch::nn::Conv2d convolution{torch::nn::Conv2dOptions(3, 4, 3).padding(1)};
  torch::nn::BatchNorm2d norm{torch::nn::BatchNorm2d(4)};
  int runs = 0;

  explicit Layers(torch::Dtype dtype = torch::kFloat32) {
    register_module("convolution", convolution);
    register_module("norm", norm);
    torch::manual_seed(3);
    for (auto& parameter : parameters()) torch::nn::init::normal_(parameter);
    to(dtype);
  }

  torch::Tensor plain(const torch::Tensor& x) {
    ++runs;
    return torch::dropout(norm->forward(convolution->forward(x)).relu(), 0.4, is_training());
  }
  torch::Tensor recomputed(const torch::Tensor& x) {
    return networks::recomputed_block(
        {this}, x, [this](const torch::Tensor& input) { return plain(input); }, true);
  }
  std::vector<torch::Tensor> inputs(const torch::Tensor& x) {
    auto all = parameters();
    all.insert(all.begin(), x);
    return all;
  }
};

torch::Tensor maps(torch::Dtype dtype = torch::kFloat32) {
  return torch::randn({5, 3, 6, 7}, RandomKey(5).generator(), dtype).requires_grad_();
}

const RandomKey kLayers(7);

}  // namespace

TEST_CASE("a recomputed block gives the bits of the block, draws and running averages included") {
  for (const bool training : {true, false}) {
    Layers one, other;
    one.train(training);
    other.train(training);
    const auto x = maps();
    const auto upstream = torch::randn({5, 4, 6, 7}, RandomKey(6).generator());
    for (int pass = 0; pass < 2; ++pass) {
      const auto gradients = [&](Layers& layers, bool recompute) {
        const GlobalGeneratorGuard generator(kLayers, torch::kCPU);
        const auto y = recompute ? layers.recomputed(x) : layers.plain(x);
        const auto more = torch::rand({3});  // the stream goes on as without recomputation
        auto all = torch::autograd::grad({y}, layers.inputs(x), {upstream});
        all.push_back(y.detach());
        all.push_back(more);
        all.push_back(torch::rand({3}));
        return all;
      };
      const auto expected = gradients(one, false);
      const auto found = gradients(other, true);
      for (std::size_t i = 0; i < expected.size(); ++i) CHECK(test::same_bits(expected[i], found[i]));
    }
    CHECK(one.runs == 2);
    CHECK(other.runs == 4);
    for (std::size_t i = 0; i < one.buffers().size(); ++i) {
      CHECK(test::same_bits(one.buffers()[i], other.buffers()[i]));
    }
  }
}

TEST_CASE("a recomputed block computes only the gradients that are asked for") {
  Layers one, other;
  for (auto* layers : {&one, &other}) layers->convolution->weight.requires_grad_(false);
  const auto x = maps().detach();
  const std::vector<torch::Tensor> of_one{one.norm->bias}, of_other{other.norm->bias};
  one.eval();
  other.eval();
  const auto expected = torch::autograd::grad({one.plain(x).square().sum()}, of_one);
  const auto found = torch::autograd::grad({other.recomputed(x).square().sum()}, of_other);
  CHECK(test::same_bits(expected[0], found[0]));
}

TEST_CASE("recomputed blocks in a row have second derivatives") {
  Layers first(torch::kFloat64);
  Layers second(torch::kFloat64);
  const auto x = maps(torch::kFloat64);
  const auto products = [&](bool recompute) {
    const GlobalGeneratorGuard generator(kLayers, torch::kCPU);
    const auto y = recompute ? second.recomputed(first.recomputed(x).slice(1, 0, 3).tanh())
                             : second.plain(first.plain(x).slice(1, 0, 3).tanh());
    auto inputs = first.inputs(x);
    for (const auto& parameter : second.parameters()) inputs.push_back(parameter);
    const auto gradients = torch::autograd::grad({y.pow(3).sum()}, inputs, {}, /*retain_graph=*/true,
                                                 /*create_graph=*/true);
    torch::Tensor sum = torch::zeros({}, torch::kFloat64);
    for (const auto& gradient : gradients) sum = sum + gradient.square().sum();
    return torch::autograd::grad({sum}, inputs);
  };
  const auto expected = products(false);
  const auto found = products(true);
  for (std::size_t i = 0; i < expected.size(); ++i) {
    INFO(i);
    // A convolution's bias before a batch norm has gradient 0 but for rounding.
    CHECK(test::largest_difference(expected[i], found[i]) <= 1e-9 * expected[0].abs().max().item<double>());
  }
}

TEST_CASE("a recomputed block repeats itself in the type of the forward pass") {
  Layers layers;
  layers.eval();
  const auto x = maps();
  const auto gradients = [&](bool recompute) {
    torch::Tensor y;
    {
      const AutocastScope autocast(torch::kBFloat16);
      y = recompute ? layers.recomputed(x) : layers.plain(x);
    }
    return torch::autograd::grad({y.to(torch::kFloat32).sum()}, layers.inputs(x));
  };
  const auto expected = gradients(false);
  const auto found = gradients(true);
  for (std::size_t i = 0; i < expected.size(); ++i) CHECK(test::same_bits(expected[i], found[i]));
}

TEST_CASE("what a recomputed block throws reaches the caller, and buffers and generator are put back") {
  Layers layers;
  bool fails = false;
  const auto x = maps();
  const auto y = networks::recomputed_block(
      {&layers}, x,
      [&](const torch::Tensor& input) {
        if (fails) layers.norm->running_mean.fill_(3);
        TORCH_CHECK(!fails, "broken");
        return layers.plain(input);
      },
      true);
  const auto mean = layers.norm->running_mean.clone();
  torch::manual_seed(1);
  const auto next = torch::rand({1});
  torch::manual_seed(1);
  fails = true;
  CHECK_THROWS_WITH(y.sum().backward(), Catch::Matchers::ContainsSubstring("broken"));
  CHECK(test::same_bits(layers.norm->running_mean, mean));
  CHECK(test::same_bits(torch::rand({1}), next));
}
