// A script as a backbone beside the same network written with LibTorch's layers.

#include <torch/csrc/autograd/forward_grad.h>

#include <vector>

#include "evograd/flat_parameters.hpp"
#include "evograd/module_state.hpp"
#include "tests/catch.hpp"
#include "tests/support/numbers.hpp"
#include "torchscript_models.hpp"

using namespace evograd;
using namespace evograd::test;

namespace {

constexpr double rounding = 1e-12;  // double precision, a few hundred terms a sum

torch::Tensor score(const torch::Tensor& features) {
  return (features * torch::randn(features.sizes(), RandomKey(2).generator(), torch::kFloat64)).square().sum();
}

std::vector<torch::Tensor> directions(const std::vector<torch::Tensor>& parameters) {
  std::vector<torch::Tensor> all;
  for (const auto& parameter : parameters) {
    all.push_back(torch::randn(parameter.sizes(), RandomKey(3).fold(all.size()).generator(), torch::kFloat64));
  }
  return all;
}

/// The Hessian of score() times the directions, by double backward.
template <class Forward>
std::vector<torch::Tensor> second_order(const std::vector<torch::Tensor>& parameters, Forward&& forward) {
  const auto along = directions(parameters);
  const auto gradients = torch::autograd::grad({score(forward())}, parameters, {}, {}, /*create_graph=*/true);
  auto product = torch::zeros({}, torch::kFloat64);
  for (std::size_t i = 0; i < parameters.size(); ++i) product = product + (gradients[i] * along[i]).sum();
  return torch::autograd::grad({product}, parameters);
}

/// The derivative of the features along the directions, in forward mode.
template <class Forward>
torch::Tensor tangent(std::vector<torch::Tensor> parameters, Forward&& forward) {
  const auto along = directions(parameters);
  const torch::NoGradGuard no_grad;
  const auto level = torch::autograd::ForwardADLevel::get_next_idx();
  for (std::size_t i = 0; i < parameters.size(); ++i) parameters[i]._set_fw_grad(along[i], level, false);
  const auto dual = torch::_unpack_dual(forward(), static_cast<std::int64_t>(level));
  torch::autograd::ForwardADLevel::release_idx(level);
  return std::get<1>(dual).clone();
}

void check_equal(const std::vector<torch::Tensor>& a, const std::vector<torch::Tensor>& b) {
  REQUIRE(a.size() == b.size());
  for (std::size_t i = 0; i < a.size(); ++i) CHECK(torch::allclose(a[i], b[i], rounding, rounding));
}

}  // namespace

TEST_CASE("a script has the names, shapes and numbers of the network it was made of", "[torchscript]") {
  const Pair pair(torch::kFloat32);
  const auto compare = [](const auto& mirrored, const auto& native) {
    REQUIRE(mirrored.size() == native.size());
    for (const auto& item : native) {
      INFO(item.key());
      const auto* own = mirrored.find(item.key());
      REQUIRE(own != nullptr);
      CHECK(same_bits(*own, item.value()));
      CHECK(own->requires_grad() == item.value().requires_grad());
    }
  };
  compare(pair.backbone->named_parameters(), pair.native->named_parameters());
  compare(pair.backbone->named_buffers(), pair.native->named_buffers());
  CHECK(pair.backbone->feature_shape() == std::vector<std::int64_t>{5});
  CHECK(pair.backbone->sites().empty());
  CHECK(pair.backbone->is_training());
}

TEST_CASE("first, second and forward-mode derivatives of a script are those of the network", "[torchscript]") {
  Pair pair;
  const auto input = images(1);
  for (const bool training : {true, false}) {
    INFO(training);
    pair.native->train(training);
    pair.backbone->train(training);
    const auto own = [&] { return pair.features(input); };
    const auto native = [&] { return pair.native->forward(input); };
    std::vector<torch::Tensor> script_parameters, parameters;
    for (const auto& item : pair.native->named_parameters()) {
      parameters.push_back(item.value());
      script_parameters.push_back(pair.backbone->named_parameters()[item.key()]);
    }
    CHECK(torch::allclose(own(), native(), rounding, rounding));
    check_equal(torch::autograd::grad({score(own())}, script_parameters),
                torch::autograd::grad({score(native())}, parameters));
    check_equal(second_order(script_parameters, own), second_order(parameters, native));
    check_equal({tangent(script_parameters, own)}, {tangent(parameters, native)});
  }
}

TEST_CASE("a script gives the same bits however often it has run", "[torchscript]") {
  Pair pair(torch::kFloat32);
  const auto input = images(1, torch::kFloat32);
  const auto parameters = pair.backbone->parameters();
  const auto evaluate = [&] {  // batch statistics, so that the running ones do not matter
    const auto features = pair.features(input);
    auto all = torch::autograd::grad({features.square().sum()}, parameters);
    all.push_back(features.detach());
    return all;
  };
  const auto first = evaluate();
  for (int i = 0; i < 6; ++i) {
    const auto again = evaluate();
    for (std::size_t j = 0; j < first.size(); ++j) CHECK(same_bits(first[j], again[j]));
  }
  CHECK(torch::jit::getGraphExecutorOptimize());  // other scripts of the process are optimized as before
}

TEST_CASE("training flat parameters trains what the script computes", "[torchscript]") {
  for (const auto format : {torch::MemoryFormat::Contiguous, torch::MemoryFormat::ChannelsLast}) {
    Pair pair;
    pair.backbone->eval();
    const auto before = pair.features(images(9)).detach();
    pair.backbone->train();
    const ModuleState state({pair.backbone});
    FlatParameters flat(pair.backbone, format), native(pair.native, format);
    for (std::uint64_t step = 0; step < 4; ++step) {
      for (auto* parameters : {&flat, &native}) {
        const auto input = images(step).contiguous(format);
        parameters->gradients().zero_();
        score(parameters == &flat ? pair.features(input) : pair.native->forward(input)).backward();
        const torch::NoGradGuard no_grad;
        parameters->values().sub_(0.01 * parameters->gradients());
      }
    }
    pair.native->eval();
    pair.backbone->eval();
    // Steps through batch statistics and tanh amplify rounding.
    CHECK(torch::allclose(pair.features(images(9)), pair.native->forward(images(9)), 1e-9, 1e-9));
    CHECK(largest_difference(pair.features(images(9)), before) > 1e-2);
  }
}

TEST_CASE("a script's running statistics move in training alone, and are put back", "[torchscript]") {
  Pair pair;
  ModuleState state({pair.backbone});
  const auto buffers = [&] {
    std::vector<torch::Tensor> copies;
    for (const auto& buffer : pair.backbone->buffers()) copies.push_back(buffer.clone());
    return copies;
  };
  const auto start = buffers();
  pair.backbone->eval();
  const auto features = pair.features(images(1));
  for (std::size_t i = 0; i < start.size(); ++i) CHECK(same_bits(buffers()[i], start[i]));
  pair.backbone->train();
  for (int i = 0; i < 2; ++i) {
    pair.features(images(2));
    pair.native->forward(images(2));
  }
  for (const auto& item : pair.native->named_buffers()) {
    INFO(item.key());
    // Counters are assigned by this script and become double in LibTorch's own module.
    CHECK(torch::allclose(pair.backbone->named_buffers()[item.key()].to(torch::kFloat64), item.value(), rounding));
  }
  CHECK(pair.backbone->named_buffers()["norm.num_batches_tracked"].item<std::int64_t>() == 2);
  pair.backbone->eval();
  CHECK(largest_difference(pair.features(images(1)), features) > 1e-4);
  state.restore();
  CHECK(pair.backbone->is_training());
  pair.backbone->eval();
  CHECK(same_bits(pair.features(images(1)), features));
}

TEST_CASE("the example script is a network for images, tokens or rows, with the seed's initial values",
          "[torchscript]") {
  const auto made = [](const InputSpecification& input) {
    const GlobalGeneratorGuard seeded(RandomKey(7), torch::kCPU);
    return std::make_shared<backbones::TorchScript>(backbones::TorchScriptOptions{.example = true}, input);
  };
  const auto check = [&](const InputSpecification& input, const torch::Tensor& batch, const auto& hidden) {
    const auto backbone = made(input);
    const auto parameters = backbone->named_parameters();
    for (const auto& item : made(input)->named_parameters()) CHECK(same_bits(item.value(), parameters[item.key()]));
    Tap tap;
    const auto features = backbone->forward(batch, tap);
    const auto expected =
        torch::tanh(torch::linear(hidden(parameters, batch), parameters["linear.weight"], parameters["linear.bias"]));
    CHECK(torch::allclose(features, expected, 1e-5, 1e-6));  // float: a few hundred terms a sum
    CHECK(backbone->feature_shape() == std::vector<std::int64_t>{8});
    const auto gradients = torch::autograd::grad({features.square().sum()}, backbone->parameters());
    for (const auto& gradient : gradients) CHECK(gradient.abs().sum().item<double>() > 0);
  };
  check(colour, images(3, torch::kFloat32), [](const auto& parameters, const torch::Tensor& batch) {
    return torch::relu(torch::conv2d(batch, parameters["conv.weight"], parameters["conv.bias"], 1, 1)).flatten(1);
  });
  const auto tokens = torch::randint(20, {5, 7}, RandomKey(4).generator(), torch::kInt64);
  check({{7}, 20}, tokens, [](const auto& parameters, const torch::Tensor& batch) {
    return torch::embedding(parameters["embedding.weight"], batch).mean(1);
  });
  const auto rows = torch::randn({5, 6}, RandomKey(5).generator());
  check({{6}, 0}, rows, [](const auto&, const torch::Tensor& batch) { return batch; });
}
