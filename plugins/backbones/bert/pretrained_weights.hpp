#pragma once

#include <torch/nn/module.h>

#include <cstdint>
#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "checkpoint.hpp"

namespace backbones {

/// A Hugging Face checkpoint of BERT or RoBERTa with normalized names: the prefixes "bert." and "roberta." removed,
/// LayerNorm's old "gamma" and "beta" renamed to "weight" and "bias".
class PretrainedWeights {
 public:
  /// As Checkpoint; also throws Error if two tensors get the same name.
  explicit PretrainedWeights(const std::filesystem::path& path);

  const std::filesystem::path& folder() const { return checkpoint_.folder(); }

  /// The number of rows of the word embedding; throws Error if there is none.
  std::int64_t vocabulary() const;

  /// Fills the parameters of `network` with the first `layers` layers of the checkpoint.
  ///
  /// Returns the unused names: further layers, poolers and heads. Throws Error with the names that are missing,
  /// unknown, or have another shape.
  std::vector<std::string> load(torch::nn::Module& network, std::int64_t layers) const;

 private:
  void expect_shapes(torch::nn::Module& network) const;

  std::filesystem::path path_;
  Checkpoint checkpoint_;
  std::map<std::string, std::string> stored_;  ///< names in the checkpoint by names without prefix
};

/// The checkpoint name of Bert's parameter `name`.
std::string hugging_face_name(const std::string& name);

}  // namespace backbones
