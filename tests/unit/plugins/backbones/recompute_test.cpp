// The option `recompute` of the backbones that have it.

#include <torch/torch.h>

#include <functional>
#include <string>
#include <vector>

#include "backbones/resnet-cifar/resnet_cifar.hpp"
#include "backbones/resnet/resnet.hpp"
#include "backbones/wide-resnet/wide_resnet.hpp"
#include "evograd/module_state.hpp"
#include "evograd/random.hpp"
#include "framework/memory/cpu_allocator.hpp"
#include "framework/memory/device_memory.hpp"
#include "tests/catch.hpp"
#include "tests/support/numbers.hpp"
#include "text_backbones.hpp"

using namespace evograd;
using namespace backbones;

namespace {

/// The tap of a task whose λ acts at every site.
struct Scaling : Tap {
  torch::Tensor lambda = torch::ones({1}).requires_grad_();
  torch::Tensor operator()(std::string_view, const torch::Tensor& activation) override { return activation * lambda; }
};

struct Kind {
  std::string name;
  std::function<std::shared_ptr<Backbone>(bool recompute)> make;
  torch::Tensor input;
};

std::vector<Kind> kinds() {
  const InputSpecification images{{3, 32, 32}};
  const auto batch = torch::randn({32, 3, 32, 32}, RandomKey(1).generator());
  const auto tokens = test::padded(0).repeat({4, 1});
  const auto bert = [](bool recompute) {
    auto options = test::small_bert("bert");
    options.layers = 4;
    options.dropout = 0.1;
    options.recompute = recompute;
    return std::make_shared<Bert>(options, test::text);
  };
  return {{"resnet",
           [=](bool on) {
             return std::make_shared<ResNet>(ResNetOptions{18, 8, "pooled", on}, images);
           },
           batch},
          {"resnet, bottlenecks",
           [=](bool on) {
             return std::make_shared<ResNet>(ResNetOptions{50, 4, "map", on}, images);
           },
           batch},
          {"wide-resnet",
           [=](bool on) {
             return std::make_shared<WideResNet>(WideResNetOptions{22, 1, 0, on}, images);
           },
           batch},
          {"wide-resnet, dropout",
           [=](bool on) {
             return std::make_shared<WideResNet>(WideResNetOptions{22, 1, 0.3, on}, images);
           },
           batch},
          {"transformer",
           [](bool on) {
             return std::make_shared<Transformer>(TransformerOptions{16, 4, 2, 64, 0.1, "post", on}, test::text);
           },
           tokens},
          {"transformer, pre-norm",
           [](bool on) {
             return std::make_shared<Transformer>(TransformerOptions{16, 4, 2, 64, 0.1, "pre", on}, test::text);
           },
           tokens},
          {"bert", bert, tokens}};
}

struct Pass {
  torch::Tensor features;
  std::vector<torch::Tensor> gradients;  ///< of λ and the parameters
  std::vector<torch::Tensor> buffers;
  std::int64_t peak_bytes = 0;
};

Pass pass(const Kind& kind, bool recompute) {
  torch::manual_seed(4);
  const auto backbone = kind.make(recompute);
  backbone->train();
  Scaling tap;
  auto inputs = backbone->parameters();
  inputs.insert(inputs.begin(), tap.lambda);
  const GlobalGeneratorGuard layers(RandomKey(2), torch::kCPU);
  host::install_cpu_allocator();
  const host::DeviceMemory memory(torch::kCPU);
  memory.reset_peak();
  const auto before = memory.live_bytes();
  Pass result;
  {
    const auto features = backbone->forward(kind.input, tap);
    result.features = features.detach();
    result.gradients = torch::autograd::grad({features.sin().sum()}, inputs, {}, false, false, /*allow_unused=*/true);
  }
  result.peak_bytes = memory.peak_bytes() - before;
  for (const auto& buffer : backbone->buffers()) result.buffers.push_back(buffer.clone());
  return result;
}

}  // namespace

TEST_CASE("backbones that recompute their blocks give the same bits, with taps that require a gradient") {
  for (const auto& kind : kinds()) {
    INFO(kind.name);
    const auto plain = pass(kind, false);
    const auto recomputed = pass(kind, true);
    CHECK(test::same_bits(plain.features, recomputed.features));
    REQUIRE(plain.gradients.size() == recomputed.gradients.size());
    for (std::size_t i = 0; i < plain.gradients.size(); ++i) {
      CHECK(plain.gradients[i].defined() == recomputed.gradients[i].defined());
      if (plain.gradients[i].defined()) CHECK(test::same_bits(plain.gradients[i], recomputed.gradients[i]));
    }
    for (std::size_t i = 0; i < plain.buffers.size(); ++i) {
      CHECK(test::same_bits(plain.buffers[i], recomputed.buffers[i]));
    }
    CHECK(recomputed.peak_bytes < 0.8 * static_cast<double>(plain.peak_bytes));
  }
}
