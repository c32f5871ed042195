// First and second derivatives of the text backbones, backward and forward.

#include <torch/csrc/autograd/forward_grad.h>
#include <torch/torch.h>

#include <string>
#include <vector>

#include "tests/catch.hpp"
#include "text_backbones.hpp"

using namespace evograd;
using namespace evograd::test;

namespace {

/// One number that depends on all features but those at padding, which a task leaves out of its loss.
torch::Tensor score(Backbone& backbone, const torch::Tensor& tokens, std::int64_t padding) {
  Tap tap;
  auto features = backbone.forward(tokens, tap);
  if (features.dim() == 3) features = features.masked_fill(tokens.eq(padding).unsqueeze(2), 0);
  return (features * torch::randn(features.sizes(), RandomKey(2).generator(), torch::kFloat64)).sum();
}

std::vector<torch::Tensor> directions(const std::vector<torch::Tensor>& parameters) {
  std::vector<torch::Tensor> all;
  for (const auto& parameter : parameters) {
    all.push_back(torch::randn(parameter.sizes(), RandomKey(3).fold(all.size()).generator(), torch::kFloat64));
  }
  return all;
}

double inner(const std::vector<torch::Tensor>& a, const std::vector<torch::Tensor>& b) {
  double sum = 0;
  for (std::size_t i = 0; i < a.size(); ++i) sum += (a[i] * b[i]).sum().item<double>();
  return sum;
}

void move(std::vector<torch::Tensor>& parameters, const std::vector<torch::Tensor>& along, double step) {
  const torch::NoGradGuard no_grad;
  for (std::size_t i = 0; i < parameters.size(); ++i) parameters[i].add_(along[i], step);
}

}  // namespace

TEST_CASE("every parameter of a text backbone carries gradient, and it agrees with differences") {
  for (const auto& [name, backbone, padding] : small_text_backbones()) {
    INFO(name);
    const auto tokens = padded(padding);
    auto parameters = backbone->parameters();
    const auto gradients = torch::autograd::grad({score(*backbone, tokens, padding)}, parameters);
    for (std::size_t i = 0; i < parameters.size(); ++i) {
      INFO(backbone->named_parameters().keys()[i]);
      // A key's bias shifts all scores of a query alike: the softmax does not see it.
      const bool free = backbone->named_parameters().keys()[i].ends_with("key.bias");
      if (!free) CHECK(gradients[i].abs().max().item<double>() > 1e-8);
    }
    const auto along = directions(parameters);
    const double step = 1e-6;  // too short to cross a kink of ReLU or maximum here
    move(parameters, along, step);
    const auto ahead = score(*backbone, tokens, padding).item<double>();
    move(parameters, along, -2 * step);
    const auto behind = score(*backbone, tokens, padding).item<double>();
    CHECK(inner(gradients, along) == Approx((ahead - behind) / (2 * step)).epsilon(1e-6));
  }
}

TEST_CASE("text backbones can be differentiated twice") {
  // The derivative of ⟨∇, d⟩ along another direction against differences of the gradient.
  for (const auto& [name, backbone, padding] : small_text_backbones()) {
    INFO(name);
    const auto tokens = padded(padding);
    auto parameters = backbone->parameters();
    const auto along = directions(parameters);
    const auto gradients =
        torch::autograd::grad({score(*backbone, tokens, padding)}, parameters, {}, {}, /*create_graph=*/true);
    auto product = torch::zeros({}, torch::kFloat64);
    for (std::size_t i = 0; i < parameters.size(); ++i) product = product + (gradients[i] * along[i]).sum();
    auto second = torch::autograd::grad({product}, parameters, {}, {}, false, /*allow_unused=*/true);
    double curvature = 0;
    for (std::size_t i = 0; i < second.size(); ++i) {
      if (second[i].defined()) curvature += (second[i] * along[i]).sum().item<double>();
    }
    const double step = 1e-6;
    const auto slope = [&] {
      return inner(torch::autograd::grad({score(*backbone, tokens, padding)}, parameters), along);
    };
    move(parameters, along, step);
    const auto ahead = slope();
    move(parameters, along, -2 * step);
    CHECK(curvature == Approx((ahead - slope()) / (2 * step)).epsilon(1e-5));
  }
}

TEST_CASE("forward-mode derivatives of text backbones agree with those of the backward pass") {
  for (const auto& [name, backbone, padding] : small_text_backbones()) {
    INFO(name);
    const auto tokens = padded(padding);
    auto parameters = backbone->parameters();
    const auto along = directions(parameters);
    const auto value = score(*backbone, tokens, padding);
    const auto expected = inner(torch::autograd::grad({value}, parameters), along);

    const torch::NoGradGuard no_grad;
    const auto level = torch::autograd::ForwardADLevel::get_next_idx();
    for (std::size_t i = 0; i < parameters.size(); ++i) parameters[i]._set_fw_grad(along[i], level, false);
    const auto dual = torch::_unpack_dual(score(*backbone, tokens, padding), static_cast<std::int64_t>(level));
    torch::autograd::ForwardADLevel::release_idx(level);
    CHECK(std::get<0>(dual).item<double>() == Approx(value.item<double>()).epsilon(1e-12));
    CHECK(std::get<1>(dual).item<double>() == Approx(expected).epsilon(1e-9));
  }
}
