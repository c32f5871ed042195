#include <torch/csrc/autograd/forward_grad.h>
#include <torch/torch.h>

#include <memory>
#include <string>
#include <vector>

#include "backbones/conv4/conv4.hpp"
#include "backbones/lenet/lenet.hpp"
#include "backbones/mlp/mlp.hpp"
#include "backbones/resnet-cifar/resnet_cifar.hpp"
#include "backbones/resnet/resnet.hpp"
#include "backbones/wide-resnet/wide_resnet.hpp"
#include "evograd/random.hpp"
#include "networks/classifier.hpp"
#include "tests/catch.hpp"
#include "tests/support/temporary_folder.hpp"

using namespace evograd;
using namespace backbones;
using evograd::test::message_of;

namespace {

struct Named {
  std::string name;
  std::shared_ptr<Backbone> backbone;
  double amplification = 1;  ///< of rounding: batch norms over maps of one pixel, five values each, one after another
};

const InputSpecification colour{{3, 16, 12}, 0};

std::vector<Named> small_backbones() {
  torch::manual_seed(5);
  return {{"mlp", std::make_shared<Mlp>(MlpOptions{{16, 8}}, colour)},
          {"lenet", std::make_shared<LeNet>(NoOptions{}, colour)},
          {"resnet-cifar", std::make_shared<ResNetCifar>(ResNetCifarOptions{8, 1}, colour)},
          {"resnet-cifar, recomputing", std::make_shared<ResNetCifar>(ResNetCifarOptions{8, 1, true}, colour)},
          {"wide-resnet", std::make_shared<WideResNet>(WideResNetOptions{10, 2, 0}, colour)},
          {"conv4", std::make_shared<Conv4>(Conv4Options{4, 6}, colour)},
          {"conv4, six blocks", std::make_shared<Conv4>(Conv4Options{6, 6}, colour)},
          {"resnet", std::make_shared<ResNet>(ResNetOptions{10, 4, "pooled"}, colour)},
          {"resnet, map", std::make_shared<ResNet>(ResNetOptions{10, 4, "map"}, colour)},
          {"resnet, bottlenecks", std::make_shared<ResNet>(ResNetOptions{50, 2, "pooled"}, colour), 1e4}};
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
  return parameters(networks::Classifier(std::make_shared<Network>(options, input), classes));
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
  const InputSpecification large{{3, 224, 224}, 0};
  CHECK(parameters(Conv4({4, 64}, large)) == (3 + 3 * 64) * 64 * 9 + 4 * 3 * 64);  // weights; bias, scale and shift
  CHECK(parameters(Conv4({6, 64}, large)) == (3 + 5 * 64) * 64 * 9 + 6 * 3 * 64);
  CHECK(parameters(ResNet({10, 64, "pooled"}, large)) == 4905792);
  CHECK(parameters(ResNet({18, 64, "pooled"}, large)) == 11176512);
  CHECK(parameters(ResNet({34, 64, "map"}, large)) == 21284672);
  CHECK(parameters(ResNet({50, 64, "pooled"}, large)) == 23508032);
}

TEST_CASE("the channels that LFT transforms are as many as in its paper's networks") {
  // Of each block's second norm and of each shortcut's; two numbers a channel are learned.
  const auto channels = [](std::int64_t depth) {
    ResNet network({depth, 64, "pooled"}, {{3, 32, 32}, 0});
    network.eval();
    const torch::NoGradGuard no_grad;
    Recorder recorder;
    network.forward(torch::zeros({1, 3, 32, 32}), recorder);
    CHECK(recorder.sites == network.sites());
    std::int64_t count = 0;
    for (const auto& activation : recorder.kept) count += activation.size(1);
    return count;
  };
  CHECK(channels(10) == 960 + 896);
  CHECK(channels(34) == 3776 + 896);
}

TEST_CASE("maps have the size that the backbone states") {
  const auto check = [](Backbone& network, const InputSpecification& input) {
    network.eval();
    const torch::NoGradGuard no_grad;
    auto shape = input.shape;
    shape.insert(shape.begin(), 2);
    Tap tap;
    const auto features = network.forward(torch::zeros(shape), tap);
    CHECK(features.sizes().slice(1) == torch::IntArrayRef(network.feature_shape()));
  };
  for (const auto& shape : {std::vector<std::int64_t>{1, 1, 1}, {2, 1, 7}, {3, 33, 64}, {3, 84, 85}, {1, 63, 95}}) {
    const InputSpecification input{shape, 0};
    INFO(shape);
    for (const std::int64_t depth : {4, 6}) check(*std::make_shared<Conv4>(Conv4Options{depth, 2}, input), input);
    for (const std::int64_t depth : {10, 50}) {
      check(*std::make_shared<ResNet>(ResNetOptions{depth, 1, "map"}, input), input);
    }
  }
  CHECK(Conv4({4, 64}, {{3, 84, 84}, 0}).feature_shape() == std::vector<std::int64_t>{64, 5, 5});
  CHECK(ResNet({10, 64, "map"}, {{3, 224, 224}, 0}).feature_shape() == std::vector<std::int64_t>{512, 7, 7});
}

TEST_CASE("sites are passed once each, in the declared order, unharmed by in-place work") {
  for (const auto& [name, backbone, amplification] : small_backbones()) {
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
  CHECK(ResNet({10, 1, "pooled"}, colour).sites() ==
        std::vector<std::string>{"layer1.0.bn2", "layer2.0.bn2", "layer2.0.shortcut.bn", "layer3.0.bn2",
                                 "layer3.0.shortcut.bn", "layer4.0.bn2", "layer4.0.shortcut.bn"});
  CHECK(ResNet({50, 1, "pooled"}, colour).sites()[1] == "layer1.0.shortcut.bn");
  CHECK(ResNet({50, 1, "pooled"}, colour).sites().back() == "layer4.2.bn3");
  CHECK(Conv4({4, 1}, colour).sites() == std::vector<std::string>{"block1.bn", "block2.bn", "block3.bn", "block4.bn"});
}

TEST_CASE("a tap may return what autograd saved") {
  for (const auto& [name, backbone, amplification] : small_backbones()) {
    INFO(name);
    backbone->to(torch::kFloat64);
    Squash tap;
    backbone->forward(images(4, RandomKey(1)), tap).sum().backward();
    for (const auto& parameter : backbone->parameters()) CHECK(parameter.grad().defined());
  }
}

TEST_CASE("channels_last gives the same features and gradients") {
  for (const auto& [name, backbone, amplification] : small_backbones()) {
    INFO(name);
    backbone->to(torch::kFloat64);
    Tap tap;
    const auto input = images(5, RandomKey(2));
    const auto features = backbone->forward(input, tap);
    const auto direction = torch::randn(features.sizes(), RandomKey(3).generator(), torch::kFloat64);
    const auto gradients = torch::autograd::grad({(features * direction).sum()}, backbone->parameters());
    for (auto& parameter : backbone->parameters()) {
      if (parameter.dim() == 4) parameter.set_data(parameter.data().contiguous(torch::MemoryFormat::ChannelsLast));
    }
    const auto other = backbone->forward(input.contiguous(torch::MemoryFormat::ChannelsLast), tap);
    CHECK(torch::allclose(features, other, 1e-10 * amplification, 1e-12 * amplification));
    const auto others = torch::autograd::grad({(other * direction).sum()}, backbone->parameters());
    for (std::size_t i = 0; i < others.size(); ++i) {
      CHECK(torch::allclose(gradients[i], others[i], 1e-8 * amplification, 1e-10 * amplification));
    }
  }
}

TEST_CASE("forward-mode derivatives agree with those of the backward pass") {
  // ⟨J d, u⟩ = ⟨d, Jᵀu⟩. Differences of values would stumble over the kinks of the ReLUs.
  for (const auto& [name, backbone, amplification] : small_backbones()) {
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

TEST_CASE("convolutions of the few-shot networks start with variance 2/(k² outputs)") {
  torch::manual_seed(1);
  const auto resnet = ResNet({50, 64, "pooled"}, colour).named_parameters();
  CHECK(resnet["conv1.weight"].std().item<double>() == Approx(std::sqrt(2.0 / (64 * 49))).epsilon(0.03));
  CHECK(resnet["layer3.1.conv2.weight"].std().item<double>() == Approx(std::sqrt(2.0 / (256 * 9))).epsilon(0.02));
  CHECK(resnet["layer3.1.conv3.weight"].std().item<double>() == Approx(std::sqrt(2.0 / 1024)).epsilon(0.02));
  CHECK(resnet["layer4.0.shortcut.conv.weight"].std().item<double>() == Approx(std::sqrt(2.0 / 2048)).epsilon(0.02));
  const auto conv4 = Conv4({4, 64}, colour).named_parameters();
  CHECK(conv4["block2.conv.weight"].std().item<double>() == Approx(std::sqrt(2.0 / (64 * 9))).epsilon(0.02));
}

TEST_CASE("pooling before the rectifier gives what the textbook's order gives") {
  torch::manual_seed(2);
  Tap tap;
  const auto input = images(3, RandomKey(8)).to(torch::kFloat32);
  Conv4 conv4({4, 5}, colour);
  auto expected = input;
  for (int i = 1; i <= 4; ++i) {
    const auto of = [&](const std::string& name) {
      return conv4.named_parameters()["block" + std::to_string(i) + "." + name];
    };
    expected = torch::conv2d(expected, of("conv.weight"), of("conv.bias"), 1, 1);
    expected = torch::batch_norm(expected, of("bn.weight"), of("bn.bias"), {}, {}, true, 0.1, 1e-5, false).relu();
    if (i < 4) expected = torch::max_pool2d(expected, 2);  // 16x12 has become 2x1
  }
  CHECK(torch::allclose(conv4.forward(input, tap), expected, 1e-5, 1e-6));
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
        "backbone 'mlp': needs numeric input with a fixed shape, but the task feeds {30}, tokens from a vocabulary of "
        "1000\n  help: choose another backbone for this task");
  CHECK(message_of([] {
          ResNetCifarOptions::schema().parse({{"depth", std::int64_t{33}}});
        }) == "'depth' is 33, must be 6n+2, such as 20, 32, 44 or 56");
  CHECK(message_of([] {
          WideResNetOptions::schema().parse({{"depth", std::int64_t{32}}});
        }) == "'depth' is 32, must be 6n+4, such as 16, 22, 28 or 40");
  CHECK(message_of([] {
          ResNet({10, 4, "map"}, {{30}, 1000});
        }) ==
        "backbone 'resnet': needs images {channels, height, width}, but the task feeds {30}, tokens from a vocabulary "
        "of 1000\n  help: choose another backbone for this task");
  CHECK(message_of([] {
          Conv4({4, 64}, {{784}, 0});
        }) ==
        "backbone 'conv4': needs images {channels, height, width}, but the task feeds {784}\n  help: choose another "
        "backbone for this task");
  CHECK(message_of([] {
          ResNetOptions::schema().parse({{"depth", std::int64_t{101}}});
        }) == "'depth' is 101, must be 10, 18, 34 or 50");
  CHECK(message_of([] {
          Conv4Options::schema().parse({{"depth", std::int64_t{5}}});
        }) == "'depth' is 5, must be 4 or 6");
  CHECK(LeNet({}, {{2, 12, 13}, 0}).feature_shape() == std::vector<std::int64_t>{84});
  CHECK(Mlp({{}}, {{4, 5}, 0}).feature_shape() == std::vector<std::int64_t>{20});
}
