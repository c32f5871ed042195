#pragma once

#include <torch/types.h>

#include <cstdint>
#include <vector>

#include "corpus.hpp"

namespace metaxl {

constexpr std::int64_t no_label = -100;  ///< ignored by the cross entropy

/// Tokens [B, T] of a set of texts, padded to the longest one, and their labels: [B] with Labelling::text, else [B, T],
/// no_label except at each word's first token. Both int64.
struct TokenBatch {
  torch::Tensor tokens;
  torch::Tensor labels;
};

/// Texts as token numbers. Immutable after construction.
class EncodedTexts {
 public:
  EncodedTexts() = default;
  /// At most `longest` tokens of each text (see encode_words()).
  EncodedTexts(const std::vector<LabelledText>& texts, const data::Tokenizer& tokenizer, Labelling labelling,
               std::int64_t longest);

  std::int64_t size() const { return tokens_.defined() ? tokens_.size(0) : 0; }
  std::int64_t longest() const { return tokens_.defined() ? tokens_.size(1) : 0; }
  std::int64_t words_cut_off() const { return words_cut_off_; }

  /// The texts numbered `indices`, int64 [B].
  TokenBatch batch(const torch::Tensor& indices) const;

  /// The numbers of all texts, shortest first: batches of neighbours contain little padding.
  torch::Tensor by_length() const { return lengths_.argsort(); }

 private:
  torch::Tensor tokens_, labels_, lengths_;
  std::int64_t words_cut_off_ = 0;
};

}  // namespace metaxl
