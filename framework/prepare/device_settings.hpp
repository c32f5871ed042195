#pragma once

#include <torch/nn/module.h>
#include <torch/types.h>

#include <string>

#include "framework/settings/run_options.hpp"

namespace evograd::host {

/// "cpu" or "cuda" as a device; "auto" takes CUDA if there is a GPU. Throws Error if CUDA is requested but not
/// available.
torch::Device choose_device(const std::string& word);

/// The dtype that [run] specifies.
torch::Dtype chosen_dtype(const RunOptions& options);

/// The layout that [run] specifies for `network`'s tensors; for "auto" the faster one, where `twice` says whether the
/// network is differentiated twice.
torch::MemoryFormat memory_format_for(const RunOptions& options, const torch::nn::Module& network, bool twice);

/// Moves a module to `device` and its floating-point parameters and buffers to `dtype`; integer tensors keep their
/// dtype.
void move_module(torch::nn::Module& module, torch::Device device, torch::Dtype dtype);

}  // namespace evograd::host
