#pragma once

#include <cstdint>
#include <filesystem>
#include <string>

#include "evograd/options.hpp"
#include "networks/encoder_layer.hpp"

namespace backbones {

using namespace evograd;

struct BertOptions {
  std::string architecture = "bert";
  std::string weights;
  std::int64_t layers = 0;
  std::int64_t hidden = 0;
  std::int64_t heads = 0;
  std::int64_t feed_forward = 0;
  std::int64_t positions = 0;
  double dropout = 0.1;
  bool recompute = false;

  static Schema<BertOptions> schema();
};

/// The differences between BERT and RoBERTa.
struct BertArchitecture {
  std::int64_t padding;         ///< the number of the padding token
  std::int64_t first_position;  ///< the row of the position embedding for the first token
  bool counts_tokens;           ///< positions count tokens, and padding has its own row; else positions in the sequence
};

/// Everything that a network's shape depends on.
struct BertSizes {
  BertArchitecture architecture;
  networks::EncoderLayerSizes layer;
  std::int64_t layers;
  std::int64_t positions;  ///< rows of the position embedding
  std::int64_t token_types;
  std::int64_t vocabulary;

  /// The maximum sequence length, given by the positions.
  std::int64_t longest() const { return positions - architecture.first_position; }
};

/// The sizes from the options; for unset options those of config.json in `folder`, if it exists, else the base model's.
/// `folder` is empty without weights. `vocabulary` is used unchanged.
///
/// Throws Error if config.json is for another architecture, disagrees with an option or with `vocabulary`, or needs
/// something that this network does not support.
BertSizes bert_sizes(const BertOptions& options, const std::filesystem::path& folder, std::int64_t vocabulary);

}  // namespace backbones
