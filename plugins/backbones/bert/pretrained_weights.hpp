#pragma once

#include <torch/nn/module.h>

#include <cstdint>
#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "checkpoint.hpp"

namespace backbones {

/// A Hugging Face checkpoint of BERT or RoBERTa with normalized names: the prefix that its encoder's names share
/// removed
/// ("bert.", "roberta.", "module.bert."), LayerNorm's old "gamma" and "beta" renamed to "weight" and "bias".
class PretrainedWeights {
 public:
  /// As Checkpoint; also throws Error if two tensors get the same name, and if there are several encoders.
  explicit PretrainedWeights(const std::filesystem::path& path);

  const std::filesystem::path& folder() const { return checkpoint_.folder(); }

  /// What the names of the encoder begin with.
  const std::string& prefix() const { return prefix_; }

  /// The number of rows of the word embedding; throws Error if there is none.
  std::int64_t vocabulary() const;

  /// Fills the parameters of `network` with the first `layers` layers of the checkpoint.
  ///
  /// Returns the unused names: further layers, and what lies beside the encoder, such as poolers and heads. Throws
  /// Error with the names of the encoder that are missing, unknown, or have another shape.
  std::vector<std::string> load(torch::nn::Module& network, std::int64_t layers) const;

 private:
  void expect_shapes(torch::nn::Module& network) const;

  std::filesystem::path path_;
  Checkpoint checkpoint_;
  std::string prefix_;
  std::multimap<std::string, std::string> beside_;  ///< names beside the encoder by names without prefix
  std::map<std::string, std::string> stored_;       ///< names in the checkpoint by names without prefix
};

/// The checkpoint name of Bert's parameter `name`.
std::string hugging_face_name(const std::string& name);

}  // namespace backbones
