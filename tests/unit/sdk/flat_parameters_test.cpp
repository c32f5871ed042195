#include "evograd/flat_parameters.hpp"

#include <torch/torch.h>

#include "evograd/error.hpp"
#include "evograd/module_state.hpp"
#include "tests/catch.hpp"
#include "tests/support/numbers.hpp"

using namespace evograd;

namespace {

torch::nn::Sequential small_network() {
  torch::manual_seed(1);
  return torch::nn::Sequential(torch::nn::Conv2d(3, 5, 3), torch::nn::BatchNorm2d(5), torch::nn::ReLU(),
                               torch::nn::Dropout(0.5));
}

}  // namespace

TEST_CASE("parameters become views of one buffer with their values kept") {
  for (const auto format : {torch::MemoryFormat::Contiguous, torch::MemoryFormat::ChannelsLast}) {
    auto network = small_network();
    std::vector<torch::Tensor> before;
    for (const auto& parameter : network->parameters()) before.push_back(parameter.clone());
    FlatParameters flat(network.ptr(), format);

    CHECK(flat.layout().element_count() == 3 * 5 * 9 + 5 + 5 + 5);
    CHECK(flat.values().numel() % 16 == 0);
    for (std::size_t i = 0; i < before.size(); ++i) {
      const auto& segment = flat.layout().segments()[i];
      const auto parameter = network->parameters()[i];
      CHECK(test::same_bits(parameter, before[i]));
      CHECK(parameter.is_alias_of(flat.values()));
      CHECK(parameter.grad().is_alias_of(flat.gradients()));
      CHECK(reinterpret_cast<std::uintptr_t>(parameter.data_ptr()) % 64 == 0);
      CHECK(segment.size == parameter.numel());
    }
    CHECK(network->parameters()[0].is_contiguous(format));

    flat.values().zero_();
    CHECK(network->parameters()[0].abs().max().item<double>() == 0);
  }
}

TEST_CASE("backward fills the flat gradient and an optimizer on the flat tensor trains the module") {
  auto layer = torch::nn::Linear(3, 2);
  FlatParameters flat(layer.ptr());
  const auto before = layer->weight.detach().clone();
  layer(torch::ones({4, 3})).sum().backward();
  CHECK(test::same_bits(layer->weight.grad(), torch::full({2, 3}, 4.0)));
  torch::optim::SGD optimizer(std::vector<torch::Tensor>{flat.values()}, torch::optim::SGDOptions(0.5));
  optimizer.step();
  CHECK(test::largest_difference(layer->weight, before - 2.0) < 1e-6);
}

TEST_CASE("tied parameters get one segment, frozen ones none, mixed types are refused") {
  struct Tied : torch::nn::Module {
    Tied() {
      const auto shared = torch::randn({3});
      register_parameter("a", shared);
      register_parameter("b", parameters()[0]);
      register_parameter("frozen", torch::randn({2}), false);
    }
  };
  CHECK(FlatParameters(std::make_shared<Tied>()).layout().segments().size() == 1);

  struct Mixed : torch::nn::Module {
    Mixed() {
      register_parameter("single", torch::zeros({1}));
      register_parameter("double", torch::zeros({1}, torch::kFloat64));
    }
  };
  CHECK_THROWS_AS(FlatParameters(std::make_shared<Mixed>()), Error);
}

TEST_CASE("a module without parameters has an empty buffer") {
  FlatParameters flat(torch::nn::ReLU().ptr());
  CHECK(flat.values().numel() == 0);
}

TEST_CASE("buffers and every submodule's training flag are put back") {
  auto network = small_network();
  network->train();
  network[1]->eval();
  ModuleState state({network.ptr()});
  const auto mean = network->buffers()[0].clone();
  network->train();
  network->forward(torch::randn({2, 3, 6, 6}));
  CHECK_FALSE(test::same_bits(network->buffers()[0], mean));
  network->eval();
  state.restore();
  CHECK(test::same_bits(network->buffers()[0], mean));
  CHECK(network->is_training());
  CHECK_FALSE(network[1]->is_training());
  CHECK(network[3]->is_training());
}
