#pragma once

#include <torch/nn/module.h>
#include <torch/types.h>

#include <string>

#include "framework/settings/run_options.hpp"

namespace evograd::host {

/// "cpu" or "cuda" as a device; "auto" takes CUDA where there is a GPU. Throws Error when CUDA is asked for in vain.
torch::Device choose_device(const std::string& word);

/// The dtype that [run] names.
torch::Dtype chosen_dtype(const RunOptions& options);

/// The layout of `network`'s tensors that [run] names; for "auto" the faster one, where `twice` says whether it is
/// differentiated twice.
torch::MemoryFormat memory_format_for(const RunOptions& options, const torch::nn::Module& network, bool twice);

/// Moves a module to `device`, its floating-point parameters and buffers to `dtype`; integers stay what they are.
void move_module(torch::nn::Module& module, torch::Device device, torch::Dtype dtype);

}  // namespace evograd::host
