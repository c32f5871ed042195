#pragma once

#include <torch/nn/module.h>

#include <filesystem>
#include <string>

#include "framework/tensors/named_tensors.hpp"

namespace evograd::host {

/// A pre-trained backbone as a file holds it.
struct KeptBackbone {
  std::string identity;  ///< what it depends on, as text
  NamedTensors state;
};

/// Keeps the parameters and buffers of `backbone` in `file`, a safetensors file with its seal (write_sealed()). Throws
/// Error.
void write_backbone(const std::filesystem::path& file, const torch::nn::Module& backbone, const std::string& identity);

/// Throws Error where the file is missing, damaged or something else.
KeptBackbone read_backbone(const std::filesystem::path& file);

/// Copies what was kept into `backbone`, whatever its device, dtype and layout. Throws Error naming every tensor that
/// is missing, too many or of another shape; the backbone is then as it was. `title` is what messages call it, `file`
/// where it comes from.
void put_into(torch::nn::Module& backbone, const KeptBackbone& kept, const std::string& title,
              const std::filesystem::path& file);

/// Copies parameters and buffers between two modules of the same make.
void copy_state(const torch::nn::Module& from, torch::nn::Module& to);

}  // namespace evograd::host
