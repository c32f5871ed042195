#pragma once

#include <torch/nn/module.h>

#include <filesystem>
#include <map>
#include <string>

namespace evograd::host {

/// Writes parameters and buffers of `module` as safetensors under their names, each with its own bytes; a tied
/// parameter is written under both names. The file is written completely or not at all. Throws Error.
void write_network(const std::filesystem::path& file, const torch::nn::Module& module,
                   const std::map<std::string, std::string>& metadata);

}  // namespace evograd::host
