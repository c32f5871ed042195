#pragma once

#include <torch/script.h>
#include <torch/torch.h>

#include <memory>
#include <string>

#include "backbones/torchscript/torchscript.hpp"
#include "evograd/random.hpp"
#include "tests/support/temporary_folder.hpp"

namespace evograd::test {

inline const InputSpecification colour{{3, 8, 6}, 0};

/// The network that the script below is, layer by layer.
struct NativeNetwork : torch::nn::Module {
  torch::nn::Conv2d conv{torch::nn::Conv2dOptions(3, 4, 3).padding(1)};
  torch::nn::BatchNorm2d norm{4};
  torch::Tensor weight, bias;

  NativeNetwork() {
    register_module("conv", conv);
    register_module("norm", norm);
    weight = register_parameter("weight", 0.3 * torch::randn({5, 48}));
    bias = register_parameter("bias", torch::randn({5}));
  }
  torch::Tensor forward(const torch::Tensor& input) {
    auto hidden = torch::relu(norm(conv(input)));
    hidden = torch::max_pool2d(hidden, 2).flatten(1);
    return torch::tanh(torch::linear(hidden, weight, bias));
  }
};

/// A script module with `source` for its methods, which knows its mode.
inline torch::jit::Module script(const std::string& source) {
  torch::jit::Module made("Module");
  if (!made.hasattr("training")) made.register_attribute("training", c10::BoolType::get(), true);
  if (!source.empty()) made.define(source);
  return made;
}

/// `native`, with copies of its numbers, as scripting the same network in Python gives it. The norm counts by
/// assignment, which replaces the tensor.
inline torch::jit::Module scripted(const NativeNetwork& native) {
  auto conv = script(""), norm = script(""), root = script("");
  const auto copy = [](torch::jit::Module& to, const torch::nn::Module& from) {
    for (const auto& item : from.named_parameters(false)) {
      to.register_parameter(item.key(), item.value().detach().clone().set_requires_grad(true), false);
    }
    for (const auto& item : from.named_buffers(false)) to.register_buffer(item.key(), item.value().clone());
  };
  copy(conv, *native.conv);
  copy(norm, *native.norm);
  copy(root, native);
  conv.define("def forward(self, x):\n  return torch.conv2d(x, self.weight, self.bias, [1, 1], [1, 1])\n");
  norm.define(R"(
def forward(self, x):
  if bool(self.training):
    self.num_batches_tracked = self.num_batches_tracked + 1
  return torch.batch_norm(x, self.weight, self.bias, self.running_mean, self.running_var, bool(self.training), 0.1,
                          1e-5, False)
)");
  root.register_module("conv", conv);
  root.register_module("norm", norm);
  root.define(R"(
def forward(self, x):
  hidden = torch.relu(self.norm.forward(self.conv.forward(x)))
  hidden = torch.flatten(torch.max_pool2d(hidden, [2, 2]), 1)
  return torch.tanh(torch.linear(hidden, self.weight, self.bias))
)");
  return root;
}

/// `module` saved and read again as a backbone.
inline std::shared_ptr<backbones::TorchScript> read_back(const torch::jit::Module& module,
                                                         const InputSpecification& input = colour) {
  const TemporaryFolder folder;
  const auto file = (folder.path() / "model.pt").string();
  module.save(file);
  return std::make_shared<backbones::TorchScript>(backbones::TorchScriptOptions{.file = file}, input);
}

/// A native network in double precision and the backbone made of it.
struct Pair {
  std::shared_ptr<NativeNetwork> native = std::make_shared<NativeNetwork>();
  std::shared_ptr<backbones::TorchScript> backbone = read_back(scripted(*native));

  explicit Pair(torch::Dtype type = torch::kFloat64) {
    native->to(type);
    backbone->to(type);
  }
  torch::Tensor features(const torch::Tensor& input) {
    Tap tap;
    return backbone->forward(input, tap);
  }
};

inline torch::Tensor images(std::uint64_t number, torch::Dtype type = torch::kFloat64) {
  return torch::randn({5, 3, 8, 6}, RandomKey(number).generator(), torch::kFloat64).to(type);
}

}  // namespace evograd::test
