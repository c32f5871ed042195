#include <torch/torch.h>

#include <cmath>

#include "evograd/random.hpp"
#include "tasks/metaxl/representation_transformation.hpp"
#include "tests/catch.hpp"
#include "tests/support/numbers.hpp"

using namespace evograd;
using namespace evograd::metaxl;
using evograd::test::largest_difference;

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
  {
    const torch::NoGradGuard no_grad;
    two.named_parameters()["mixture"].copy_(torch::tensor({1.0F, -0.5F}));
  }
  const auto share = torch::softmax(two.named_parameters()["mixture"], 0)[1].item<double>();
  CHECK(largest_difference(two.forward("b", h), h + 2 * share * change(h, two, "b")) < 1e-6);
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
  const auto weight = published.named_parameters()["encoder_11_weight1"];
  CHECK(weight.std().item<double>() == Approx(std::sqrt(2.0 / (768 + 192))).epsilon(0.02));
}
