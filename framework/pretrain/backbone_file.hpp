#pragma once

#include <torch/nn/module.h>

#include <filesystem>
#include <string>

#include "framework/tensors/named_tensors.hpp"

namespace evograd::host {

/// A pre-trained backbone as stored in a file.
struct KeptBackbone {
  std::string identity;  ///< everything it depends on, as text
  NamedTensors state;
};

/// Writes the parameters and buffers of `backbone` to `file`, a safetensors file with a seal (write_sealed()). Throws
/// Error.
void write_backbone(const std::filesystem::path& file, const torch::nn::Module& backbone, const std::string& identity);

/// Throws Error if the file is missing, damaged or of another kind.
KeptBackbone read_backbone(const std::filesystem::path& file);

/// Copies the stored tensors into `backbone`, whatever its device, dtype and layout. Throws Error naming every tensor
/// that is missing, unexpected or of another shape; the backbone is then unchanged. `title` is its name in messages,
/// `file` the origin of the tensors.
void put_into(torch::nn::Module& backbone, const KeptBackbone& kept, const std::string& title,
              const std::filesystem::path& file);

/// Copies parameters and buffers between two modules of the same structure.
void copy_state(const torch::nn::Module& from, torch::nn::Module& to);

}  // namespace evograd::host
