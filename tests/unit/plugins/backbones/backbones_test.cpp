#include <torch/csrc/autograd/forward_grad.h>
#include <torch/torch.h>

#include <memory>
#include <string>
#include <vector>

#include "../support/temporary_folder.hpp"
#include "backbones/lenet/lenet.hpp"
#include "backbones/mlp/mlp.hpp"
#include "backbones/resnet-cifar/resnet_cifar.hpp"
#include "backbones/wide-resnet/wide_resnet.hpp"
#include "evograd/random.hpp"
#include "support/image_classifier.hpp"
#include "tests/catch.hpp"

using namespace evograd;
using namespace evograd::backbones;
using evograd::test::message_of;

namespace {

struct Named {
  std::string name;
  std::shared_ptr<Backbone> backbone;
};

const InputSpecification colour{{3, 16, 12}, 0};

std::vector<Named> small_backbones() {
  torch::manual_seed(5);
  return {{"mlp", std::make_shared<Mlp>(MlpOptions{{16, 8}}, colour)},
          {"lenet", std::make_shared<LeNet>(NoOptions{}, colour)},
          {"resnet-cifar", std::make_shared<ResNetCifar>(ResNetCifarOptions{8, 1}, colour)},
          {"wide-resnet", std::make_shared<WideResNet>(WideResNetOptions{10, 2, 0}, colour)}};
}

torch::Tensor images(std::int64_t count, RandomKey key) {
  return torch::randn({count, 3, 16, 12}, key.generator(), torch::kFloat64);
}

std::int64_t parameters(const torch::nn::Module& module) {
  std::int64_t count = 0;
  for (const auto& parameter : module.parameters()) count += parameter.numel();
  return count;
}

template <class Network>
std::int64_t with_head(const typename Network::Options& options, const InputSpecification& input,
                       std::int64_t classes) {
  return parameters(support::ImageClassifier(std::make_shared<Network>(options, input), classes));
}

/// Writes down what passes through, and keeps it.
struct Recorder : Tap {
  std::vector<std::string> sites;
  std::vector<torch::Tensor> kept;
  std::vector<torch::Tensor> copies;

  torch::Tensor operator()(std::string_view site, const torch::Tensor& activation) override {
    sites.emplace_back(site);
    kept.push_back(activation);
    copies.push_back(activation.detach().clone());
    return activation;
  }
};

/// Returns something whose backward pass needs its own value, which must then not be written over.
struct Squash : Tap {
  torch::Tensor operator()(std::string_view, const torch::Tensor& activation) override { return activation.tanh(); }
};

}  // namespace

TEST_CASE("parameter counts are those of the literature") {
  const InputSpecification grey{{1, 28, 28}, 0};
  const InputSpecification cifar{{3, 32, 32}, 0};
  CHECK(with_head<LeNet>({}, grey, 10) == 61706);
  CHECK(with_head<Mlp>({}, grey, 10) == 784 * 256 + 256 + 256 * 128 + 128 + 1290);
  CHECK(with_head<ResNetCifar>({}, cifar, 10) == 464154);
  CHECK(with_head<ResNetCifar>({32, 2}, cifar, 10) == 1849898);
  CHECK(with_head<ResNetCifar>({32, 4}, cifar, 10) == 7386186);
  CHECK(with_head<ResNetCifar>({20, 1}, cifar, 10) == 269722);
  CHECK(with_head<WideResNet>({}, cifar, 10) == 36479194);
}

TEST_CASE("sites are passed once each, in the declared order, unharmed by in-place work") {
  for (const auto& [name, backbone] : small_backbones()) {
    INFO(name);
    backbone->to(torch::kFloat64);
    Recorder recorder;
    const auto features = backbone->forward(images(4, RandomKey(1)), recorder);
    CHECK(recorder.sites == backbone->sites());
    for (std::size_t i = 0; i < recorder.kept.size(); ++i) CHECK(torch::equal(recorder.kept[i], recorder.copies[i]));

    auto shape = backbone->feature_shape();
    shape.insert(shape.begin(), 4);
    CHECK(features.sizes() == torch::IntArrayRef(shape));
    Tap unchanged;
    CHECK(torch::equal(features, backbone->forward(images(4, RandomKey(1)), unchanged)));
  }
  CHECK(ResNetCifar({20, 1}, colour).sites().front() == "layer1.0.bn2");
  CHECK(ResNetCifar({20, 1}, colour).sites().back() == "layer3.2.bn2");
  CHECK(WideResNet({16, 1, 0}, colour).sites() == std::vector<std::string>{"layer1.0.bn2", "layer1.1.bn2",
                                                                           "layer2.0.bn2", "layer2.1.bn2",
                                                                           "layer3.0.bn2", "layer3.1.bn2"});
}

TEST_CASE("a tap may return what autograd saved") {
  for (const auto& [name, backbone] : small_backbones()) {
    INFO(name);
    backbone->to(torch::kFloat64);
    Squash tap;
    backbone->forward(images(4, RandomKey(1)), tap).sum().backward();
    for (const auto& parameter : backbone->parameters()) CHECK(parameter.grad().defined());
  }
}

TEST_CASE("channels_last gives the same features and gradients") {
  for (const auto& [name, backbone] : small_backbones()) {
    INFO(name);
    backbone->to(torch::kFloat64);
    Tap tap;
    const auto input = images(5, RandomKey(2));
    const auto direction = torch::randn({5, backbone->feature_shape()[0]}, RandomKey(3).generator(), torch::kFloat64);
    const auto features = backbone->forward(input, tap);
    const auto gradients = torch::autograd::grad({(features * direction).sum()}, backbone->parameters());
    for (auto& parameter : backbone->parameters()) {
      if (parameter.dim() == 4) parameter.set_data(parameter.data().contiguous(torch::MemoryFormat::ChannelsLast));
    }
    const auto other = backbone->forward(input.contiguous(torch::MemoryFormat::ChannelsLast), tap);
    CHECK(torch::allclose(features, other, 1e-10, 1e-12));
    const auto others = torch::autograd::grad({(other * direction).sum()}, backbone->parameters());
    for (std::size_t i = 0; i < others.size(); ++i) CHECK(torch::allclose(gradients[i], others[i], 1e-8, 1e-10));
  }
}

TEST_CASE("forward-mode derivatives agree with those of the backward pass") {
  // ⟨J d, u⟩ = ⟨d, Jᵀu⟩. Differences of values would stumble over the kinks of the ReLUs.
  for (const auto& [name, backbone] : small_backbones()) {
    INFO(name);
    backbone->to(torch::kFloat64);
    Tap tap;
    const auto input = images(6, RandomKey(4)).contiguous(torch::MemoryFormat::ChannelsLast);
    auto parameters = backbone->parameters();
    std::vector<torch::Tensor> directions;
    for (const auto& parameter : parameters) {
      directions.push_back(
          torch::randn(parameter.sizes(), RandomKey(6).fold(directions.size()).generator(), torch::kFloat64));
    }
    const auto features = backbone->forward(input, tap);
    const auto u = torch::randn(features.sizes(), RandomKey(7).generator(), torch::kFloat64);
    const auto gradients = torch::autograd::grad({(features * u).sum()}, parameters);
    double expected = 0;
    for (std::size_t i = 0; i < parameters.size(); ++i) expected += (gradients[i] * directions[i]).sum().item<double>();

    const torch::NoGradGuard no_grad;
    const auto level = torch::autograd::ForwardADLevel::get_next_idx();
    for (std::size_t i = 0; i < parameters.size(); ++i) parameters[i]._set_fw_grad(directions[i], level, false);
    const auto dual = torch::_unpack_dual(backbone->forward(input, tap), static_cast<std::int64_t>(level));
    torch::autograd::ForwardADLevel::release_idx(level);
    CHECK(torch::allclose(std::get<0>(dual), features, 1e-10, 1e-12));
    CHECK((std::get<1>(dual) * u).sum().item<double>() == Approx(expected).epsilon(1e-9));
  }
}

TEST_CASE("convolutions of the residual networks start Kaiming-normal") {
  torch::manual_seed(1);
  const auto narrow = ResNetCifar({20, 4}, colour).named_parameters()["layer3.2.conv1.weight"];
  CHECK(narrow.std().item<double>() == Approx(std::sqrt(2.0 / (256 * 9))).epsilon(0.02));
  const auto wide = WideResNet({10, 4, 0}, colour).named_parameters()["layer3.0.conv1.weight"];
  CHECK(wide.std().item<double>() == Approx(std::sqrt(2.0 / (256 * 9))).epsilon(0.02));
}

TEST_CASE("dropout of the wide residual network acts in training mode only") {
  torch::manual_seed(1);
  WideResNet network({10, 1, 0.5}, colour);
  Tap tap;
  const auto input = images(3, RandomKey(1)).to(torch::kFloat32);
  CHECK_FALSE(torch::equal(network.forward(input, tap), network.forward(input, tap)));
  network.eval();
  CHECK(torch::equal(network.forward(input, tap), network.forward(input, tap)));
}

TEST_CASE("unsuitable inputs and depths are refused") {
  CHECK(message_of([] {
          LeNet({}, {{1, 8, 8}, 0});
        }) ==
        "backbone 'lenet': needs images of at least 12x12 pixels, but the task feeds {1, 8, 8}\n  help: choose another "
        "backbone for this task");
  CHECK(message_of([] {
          ResNetCifar({20, 1}, {{784}, 0});
        }) ==
        "backbone 'resnet-cifar': needs images {channels, height, width}, but the task feeds {784}\n  help: choose "
        "another backbone for this task");
  CHECK(message_of([] {
          Mlp({}, {{30}, 1000});
        }) ==
        "backbone 'mlp': needs examples of numbers with a fixed shape, but the task feeds {30}, tokens of a vocabulary "
        "of "
        "1000\n  help: choose another backbone for this task");
  CHECK(message_of([] {
          ResNetCifarOptions::schema().parse({{"depth", std::int64_t{33}}});
        }) == "'depth' is 33, must be 6n+2, such as 20, 32, 44 or 56");
  CHECK(message_of([] {
          WideResNetOptions::schema().parse({{"depth", std::int64_t{32}}});
        }) == "'depth' is 32, must be 6n+4, such as 16, 22, 28 or 40");
  CHECK(LeNet({}, {{2, 12, 13}, 0}).feature_shape() == std::vector<std::int64_t>{84});
  CHECK(Mlp({{}}, {{4, 5}, 0}).feature_shape() == std::vector<std::int64_t>{20});
}
