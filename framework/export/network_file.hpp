#pragma once

#include <torch/nn/module.h>

#include <filesystem>
#include <map>
#include <string>

namespace evograd::host {

/// Writes parameters and buffers of `module` as safetensors under their names, each with its own bytes; a parameter
/// that is tied to another one is there under both names. The file is there as a whole or not at all. Throws Error.
void write_network(const std::filesystem::path& file, const torch::nn::Module& module,
                   const std::map<std::string, std::string>& metadata);

}  // namespace evograd::host
