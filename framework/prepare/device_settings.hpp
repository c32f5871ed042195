#pragma once

#include <torch/nn/module.h>
#include <torch/types.h>

#include <optional>
#include <string>

#include "framework/settings/run_options.hpp"

namespace evograd::host {

/// "cpu", "cuda" (the first GPU) or "cuda:N" as a device; "auto" is "cuda" if there is a GPU, else "cpu". Throws Error
/// if the device does not exist.
torch::Device choose_device(const std::string& word);

/// Returns when everything that was started on `device` is done.
void wait_for(torch::Device device);

/// The dtype that [run] specifies.
torch::Dtype chosen_dtype(const RunOptions& options);

/// The type of convolutions and matrix products that [run] specifies, if it is not the dtype. Throws Error if the dtype
/// is not float32.
std::optional<torch::Dtype> autocast_type(const RunOptions& options);

/// The layout that [run] specifies for `network`'s tensors; for "auto" the faster one, where `twice` says whether the
/// network is differentiated twice.
torch::MemoryFormat memory_format_for(const RunOptions& options, const torch::nn::Module& network, bool twice);

/// Moves a module to `device` and its floating-point parameters and buffers to `dtype`; integer tensors keep their
/// dtype.
void move_module(torch::nn::Module& module, torch::Device device, torch::Dtype dtype);

}  // namespace evograd::host
