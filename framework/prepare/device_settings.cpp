#include "framework/prepare/device_settings.hpp"

#include <fmt/core.h>
#include <torch/cuda.h>

#include <algorithm>
#include <cstdlib>

#include "evograd/error.hpp"

namespace evograd::host {
namespace {

bool is_convolutional(const torch::nn::Module& module) {
  const auto parameters = module.parameters();
  return std::any_of(parameters.begin(), parameters.end(), [](const auto& parameter) { return parameter.dim() == 4; });
}

/// N of "cuda:N"; 0 for "cuda" and "auto".
std::int64_t device_index(const std::string& word) {
  const auto colon = word.find(':');
  return colon == std::string::npos ? 0 : std::stoll(word.substr(colon + 1));
}

/// What LibTorch can use, and what it may not: "no CUDA device (CUDA_VISIBLE_DEVICES is "")".
std::string devices_text(std::int64_t count) {
  std::string text = count == 0   ? "no CUDA device"
                     : count == 1 ? "cuda:0"
                                  : fmt::format("cuda:0 to cuda:{}", count - 1);
  if (const char* visible = std::getenv("CUDA_VISIBLE_DEVICES")) {
    text += fmt::format(" (CUDA_VISIBLE_DEVICES is \"{}\")", visible);
  }
  return text;
}

}  // namespace

torch::Device choose_device(const std::string& word) {
  if (word == "cpu") return torch::kCPU;
  const auto count = static_cast<std::int64_t>(torch::cuda::device_count());
  if (word == "auto" && count == 0) return torch::kCPU;
  const auto index = device_index(word);
  if (index < count) return {torch::kCUDA, static_cast<c10::DeviceIndex>(index)};
  throw Error("[run] device", fmt::format("is \"{}\", but LibTorch finds {}", word, devices_text(count)),
              count == 0 ? "set device = \"cpu\" or \"auto\"; Debian's LibTorch is built without CUDA"
                         : "set one of these, \"cpu\" or \"auto\"");
}

void wait_for(torch::Device device) {
  if (device.is_cuda()) torch::cuda::synchronize(device.index());
}

torch::Dtype chosen_dtype(const RunOptions& options) {
  return options.dtype == "float64" ? torch::kFloat64 : torch::kFloat32;
}

std::optional<torch::Dtype> autocast_type(const RunOptions& options) {
  if (options.autocast == "none") return std::nullopt;
  if (options.dtype != "float32") {
    throw Error("[run] autocast", "is \"bfloat16\", but dtype is \"" + options.dtype + "\"", "set dtype = \"float32\"");
  }
  return torch::kBFloat16;
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
