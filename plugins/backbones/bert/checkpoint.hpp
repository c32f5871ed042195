#pragma once

#include <torch/types.h>

#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "evograd/safetensors.hpp"

namespace backbones {

using namespace evograd;

/// The tensors of a pre-trained network: one safetensors file, or several with an index, in the layout of Hugging Face.
class Checkpoint {
 public:
  /// `path` is a .safetensors file, an index (….index.json), or a folder with model.safetensors or its index. Throws
  /// Error naming the file if one is missing, damaged, or does not contain what the index lists.
  explicit Checkpoint(const std::filesystem::path& path);

  /// The folder of config.json.
  const std::filesystem::path& folder() const { return folder_; }
  std::vector<std::string> names() const;

  /// The shape of the tensor `name`, one of names().
  const std::vector<std::int64_t>& shape(const std::string& name) const;

  /// As SafetensorsFile::copy().
  void copy(const std::string& name, const torch::Tensor& target) const;

 private:
  void add(const std::filesystem::path& file);
  void add_shards(const std::filesystem::path& index);

  std::filesystem::path folder_;
  std::vector<SafetensorsFile> files_;
  std::map<std::string, std::size_t> places_;  ///< the file of each tensor
};

}  // namespace backbones
