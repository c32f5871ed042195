#include <torch/torch.h>

#include <cmath>

#include "evograd/random.hpp"
#include "tasks/metaxl/representation_transformation.hpp"
#include "tests/catch.hpp"
#include "tests/support/numbers.hpp"
#include "tests/support/temporary_folder.hpp"

using namespace evograd;
using namespace metaxl;
using evograd::test::largest_difference;
using evograd::test::message_of;

namespace {

torch::Tensor change(const torch::Tensor& h, const torch::nn::Module& module, const std::string& site) {
  const auto named = module.named_parameters();
  const auto inner = torch::relu(h.matmul(named[site + "_weight1"].t()) + named[site + "_bias1"]);
  const auto outer = inner.matmul(named[site + "_weight2"].t()) + named[site + "_bias2"];
  const auto channels = h.size(2);
  return torch::sigmoid(outer.slice(2, channels)) * outer.slice(2, 0, channels);
}

}  // namespace

TEST_CASE("the representation transformation is a gated perceptron around a residual connection") {
  torch::manual_seed(1);
  RepresentationTransformation one({{"layer.1", 6}}, {.bottleneck = 4});
  const auto h = torch::randn({2, 3, 6}, RandomKey(2).generator());
  CHECK(largest_difference(one.forward("layer.1", h), h + change(h, one, "layer_1")) < 1e-6);
  CHECK(one.forward("layer.0", h).is_same(h));

  RepresentationTransformation two({{"a", 6}, {"b", 6}}, {.bottleneck = 4});
  // A mixture that starts level weighs as one site does.
  CHECK(largest_difference(two.forward("a", h), h + change(h, two, "a")) < 1e-6);
  {
    const torch::NoGradGuard no_grad;
    two.named_parameters()["mixture"].copy_(torch::tensor({1.0F, -0.5F}));
  }
  const auto share = torch::softmax(two.named_parameters()["mixture"], 0)[1].item<double>();
  CHECK(largest_difference(two.forward("b", h), h + 2 * share * change(h, two, "b")) < 1e-6);
}

TEST_CASE("each position has a gate of its own, and texts as a whole may be transformed too") {
  RepresentationTransformation transformation({{"a", 2}}, {.bottleneck = 1});
  auto named = transformation.named_parameters();
  {
    const torch::NoGradGuard no_grad;
    named["a_weight1"].copy_(torch::tensor({{1.0F, 0.0F}}));
    named["a_weight2"].copy_(torch::tensor({{1.0F}, {2.0F}, {3.0F}}));
    named["a_bias2"].copy_(torch::tensor({0.5F, 0.0F, -1.0F}));
  }
  const auto sigmoid = [](double x) { return 1 / (1 + std::exp(-x)); };
  // The hidden layer is 1 at the first position, and there u = (1.5, 2), g = 2; at the second it is 0, and u = (0.5,
  // 0), g = −1.
  const auto h = torch::tensor({{1.0F, 0.0F}, {-1.0F, 4.0F}});
  const auto expected = torch::tensor({{1 + 1.5 * sigmoid(2), 2 * sigmoid(2)}, {-1 + 0.5 * sigmoid(-1), 4.0}});
  CHECK(largest_difference(transformation.forward("a", h.unsqueeze(0))[0], expected) < 1e-6);  // [B, T, C]
  CHECK(largest_difference(transformation.forward("a", h), expected) < 1e-6);                  // [B, C]
}

TEST_CASE("gradient reaches each number of the transformation, and with several sites their mixture") {
  torch::manual_seed(1);
  RepresentationTransformation two({{"a", 6}, {"b", 6}}, {.bottleneck = 4});
  const auto h = torch::randn({5, 3, 6}, RandomKey(2).generator());
  (two.forward("b", two.forward("a", h)) * torch::randn({5, 3, 6}, RandomKey(3).generator())).sum().backward();
  for (const auto& parameter : two.named_parameters()) {
    INFO(parameter.key());
    CHECK(parameter.value().grad().abs().min().item<double>() > 0);
  }
}

TEST_CASE("channels that are not last are refused") {
  RepresentationTransformation transformation({{"block", 4}}, {});
  CHECK(message_of([&] {
          transformation.forward("block", torch::zeros({2, 4, 5, 5}));
        }) ==
        "backbone: has site 'block' whose channels are not the last dimension\n  help: the representation "
        "transformation is for text: choose char-cnn, transformer or bert");
}

TEST_CASE("detached, the network below learns through the residual connection alone") {
  torch::manual_seed(1);
  for (const bool detach : {true, false}) {
    RepresentationTransformation transformation({{"a", 6}}, {.bottleneck = 4, .detach = detach});
    const auto h = torch::randn({2, 3, 6}, RandomKey(2).generator()).requires_grad_();
    const auto weights = torch::randn({2, 3, 6}, RandomKey(3).generator());
    const auto below = torch::autograd::grad({(transformation.forward("a", h) * weights).sum()}, {h})[0];
    CHECK(torch::equal(below, weights) == detach);
  }
}

TEST_CASE("the size of the representation transformation at XLM-R base is the published one without its mixture") {
  const auto count = [](const RepresentationTransformation& transformation) {
    std::int64_t numbers = 0;
    for (const auto& parameter : transformation.parameters()) numbers += parameter.numel();
    return numbers;
  };
  torch::manual_seed(1);
  const RepresentationTransformation published({{"encoder.11", 768}}, {});  // b = 768 / 4
  CHECK(count(published) == 296065);
  const RepresentationTransformation fixed({{"encoder.11", 768}}, {.learned = false});
  CHECK(count(fixed) == 0);
  CHECK(fixed.buffers().size() == 4);
  const auto named = published.named_parameters();
  // Of 147456 weights the standard error is 0.2 %.
  CHECK(named["encoder_11_weight1"].std().item<double>() == Approx(std::sqrt(2.0 / (768 + 192))).epsilon(0.01));
  CHECK(named["encoder_11_weight2"].std().item<double>() == Approx(std::sqrt(2.0 / (769 + 192))).epsilon(0.01));
  for (const char* bias : {"encoder_11_bias1", "encoder_11_bias2"}) CHECK(named[bias].eq(0).all().item<bool>());
}
