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

  static Schema<BertOptions> schema();
};

/// What BERT and RoBERTa do not share.
struct BertArchitecture {
  std::int64_t padding;         ///< the token's number
  std::int64_t first_position;  ///< the row of the position embedding for the first token
  bool counts_tokens;           ///< positions count tokens, and padding has a row of its own; else places
};

/// All that a network's shape depends on.
struct BertSizes {
  BertArchitecture architecture;
  networks::EncoderLayerSizes layer;
  std::int64_t layers;
  std::int64_t positions;  ///< rows of the position embedding
  std::int64_t token_types;
  std::int64_t vocabulary;

  /// The longest sequence for which there are positions.
  std::int64_t longest() const { return positions - architecture.first_position; }
};

/// The sizes that the options name; for those they leave open config.json in `folder`, where there is one, else the
/// base model's. `folder` is empty without weights. `vocabulary` is taken as it is.
///
/// Throws Error when config.json is not one of this architecture, disagrees with an option or with `vocabulary`, or
/// asks for what this network does not have.
BertSizes bert_sizes(const BertOptions& options, const std::filesystem::path& folder, std::int64_t vocabulary);

}  // namespace backbones
