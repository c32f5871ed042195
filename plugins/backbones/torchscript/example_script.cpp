#include "example_script.hpp"

#include <torch/nn/modules/conv.h>
#include <torch/nn/modules/embedding.h>
#include <torch/nn/modules/linear.h>
#include <torch/script.h>

#include <string>

#include "networks/input_shape.hpp"

namespace backbones {

using namespace evograd;

namespace {

constexpr std::int64_t width = 8;

constexpr const char* convolution = R"(
def forward(self, x):
  return torch.conv2d(x, self.weight, self.bias, [1, 1], [1, 1])
)";
constexpr const char* embedding = R"(
def forward(self, x):
  return torch.embedding(self.weight, x)
)";
constexpr const char* linear = R"(
def forward(self, x):
  return torch.linear(x, self.weight, self.bias)
)";

constexpr const char* of_images = R"(
def forward(self, x):
  return torch.tanh(self.linear.forward(torch.flatten(torch.relu(self.conv.forward(x)), 1)))
)";
constexpr const char* of_tokens = R"(
def forward(self, x):
  return torch.tanh(self.linear.forward(torch.mean(self.embedding.forward(x), [1])))
)";
constexpr const char* of_numbers = R"(
def forward(self, x):
  return torch.tanh(self.linear.forward(torch.flatten(x, 1)))
)";

/// A module without methods, which knows its mode, as one scripted in Python does.
torch::jit::Module empty_script(const std::string& name) {
  torch::jit::Module made(name);
  if (!made.hasattr("training")) made.register_attribute("training", c10::BoolType::get(), true);
  return made;
}

/// A module with the parameters of `layer`.
torch::jit::Module scripted(const std::string& name, const torch::nn::Module& layer, const char* source) {
  auto made = empty_script(name);
  for (const auto& item : layer.named_parameters()) made.register_parameter(item.key(), item.value(), false);
  made.define(source);
  return made;
}

}  // namespace

std::shared_ptr<torch::jit::Module> example_script(const InputSpecification& input) {
  auto network = std::make_shared<torch::jit::Module>(empty_script("Example"));
  const auto with_linear = [&](std::int64_t inputs, const char* source) {
    network->register_module("linear", scripted("Linear", *torch::nn::Linear(inputs, width), linear));
    network->define(source);
    return network;
  };
  if (input.vocabulary > 0) {
    const torch::nn::Embedding layer(input.vocabulary, width);
    network->register_module("embedding", scripted("Embedding", *layer, embedding));
    return with_linear(width, of_tokens);
  }
  const auto size = networks::flat_size(input, "torchscript");
  if (input.shape.size() != 3) return with_linear(size, of_numbers);
  const auto channels = input.shape[0];
  constexpr std::int64_t side = 3;
  const torch::nn::Conv2d layer(torch::nn::Conv2dOptions(channels, width, side).padding(side / 2));
  network->register_module("conv", scripted("Conv2d", *layer, convolution));
  return with_linear(size / channels * width, of_images);
}

}  // namespace backbones
