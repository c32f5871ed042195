#include "framework/prepare/device_settings.hpp"

#include <torch/cuda.h>

#include <algorithm>

#include "evograd/error.hpp"

namespace evograd::host {
namespace {

bool is_convolutional(const torch::nn::Module& module) {
  const auto parameters = module.parameters();
  return std::any_of(parameters.begin(), parameters.end(), [](const auto& parameter) { return parameter.dim() == 4; });
}

}  // namespace

torch::Device choose_device(const std::string& word) {
  const bool available = torch::cuda::is_available();
  if (word == "cuda" && !available) {
    throw Error("[run] device", "is \"cuda\", but LibTorch does not find a CUDA device",
                "set device = \"cpu\" or \"auto\"; Debian's LibTorch is built without CUDA");
  }
  return word == "cuda" || (word == "auto" && available) ? torch::Device(torch::kCUDA, 0) : torch::Device(torch::kCPU);
}

torch::Dtype chosen_dtype(const RunOptions& options) {
  return options.dtype == "float64" ? torch::kFloat64 : torch::kFloat32;
}

torch::MemoryFormat memory_format_for(const RunOptions& options, const torch::nn::Module& network, bool twice) {
  if (options.memory_format == "contiguous") return torch::MemoryFormat::Contiguous;
  if (options.memory_format == "channels_last") return torch::MemoryFormat::ChannelsLast;
  // A double backward pass is slower in channels_last, everything else is faster.
  return is_convolutional(network) && !twice ? torch::MemoryFormat::ChannelsLast : torch::MemoryFormat::Contiguous;
}

void move_module(torch::nn::Module& module, torch::Device device, torch::Dtype dtype) {
  module.to(device);
  const auto convert = [&](torch::Tensor& tensor) {
    if (tensor.defined() && tensor.is_floating_point()) tensor.set_data(tensor.to(dtype));
  };
  for (auto& parameter : module.parameters()) convert(parameter);
  for (auto& buffer : module.buffers()) convert(buffer);
}

}  // namespace evograd::host
