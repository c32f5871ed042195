#pragma once

#include <torch/nn/module.h>

#include <cstdint>
#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "checkpoint.hpp"

namespace backbones {

/// A Hugging Face checkpoint of BERT or RoBERTa by the names that it has without its task: "bert.", "roberta."
/// stripped, LayerNorm's old "gamma", "beta" made "weight", "bias".
class PretrainedWeights {
 public:
  /// As Checkpoint; throws Error too when two tensors get one name.
  explicit PretrainedWeights(const std::filesystem::path& path);

  const std::filesystem::path& folder() const { return checkpoint_.folder(); }

  /// The rows of the word embedding; throws Error when there is none.
  std::int64_t vocabulary() const;

  /// Fills the parameters of `network`, the `layers` first of the checkpoint's.
  ///
  /// Returns the names that it did not want: further layers, poolers and heads. Throws Error with the names that are
  /// missing, that nothing here knows, or that have another shape.
  std::vector<std::string> load(torch::nn::Module& network, std::int64_t layers) const;

 private:
  void expect_shapes(torch::nn::Module& network) const;

  std::filesystem::path path_;
  Checkpoint checkpoint_;
  std::map<std::string, std::string> stored_;  ///< names in the checkpoint by names without prefix
};

/// The name in such a checkpoint of what Bert calls `name`.
std::string hugging_face_name(const std::string& name);

}  // namespace backbones
