#pragma once

#include <torch/nn/module.h>

#include <filesystem>
#include <string>
#include <utility>
#include <vector>

namespace evograd::host {

/// A pre-trained backbone as a file holds it.
struct KeptBackbone {
  std::string identity;  ///< what it depends on, as text
  std::vector<std::pair<std::string, torch::Tensor>> state;
};

/// Keeps the parameters and buffers of `backbone` in `file`, which is there as a whole or not at all. torch.load reads
/// it: {"format", "version", "identity", "state": {name: tensor}}. Throws Error.
void write_backbone(const std::filesystem::path& file, const torch::nn::Module& backbone, const std::string& identity);

/// Throws Error where the file is missing, damaged or something else: only what write_backbone() wrote is read, as a
/// file that another program wrote can take LibTorch, and with it the process, down.
KeptBackbone read_backbone(const std::filesystem::path& file);

/// Copies what was kept into `backbone`, whatever its device, dtype and layout. Throws Error naming every tensor that
/// is missing, too many or of another shape; the backbone is then as it was. `title` is what messages call it, `file`
/// where it comes from.
void put_into(torch::nn::Module& backbone, const KeptBackbone& kept, const std::string& title,
              const std::filesystem::path& file);

/// Copies parameters and buffers between two modules of the same make.
void copy_state(const torch::nn::Module& from, torch::nn::Module& to);

}  // namespace evograd::host
