#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "data/text/tokenizers/tokenizer.hpp"

namespace data {

struct TrainedTokenizerOptions {
  std::int64_t vocabulary = 8000;   ///< maximum number of tokens, including special ones; fewer if there are few texts
  double character_coverage = 1.0;  ///< the fraction of all characters that get a token, in [0.98, 1]
};

/// A tokenizer whose pieces SentencePiece's program spm_train learns from `texts` (words or sentences): a unigram model
/// of their words.
///
/// Text is converted to normal form KC, and each blank-separated word gets "▁" in front; no piece spans words. Padding
/// is 0, unknown 1, first 2, last 3, followed by the pieces and the mask. Equal texts in any order give equal
/// tokenizers with one version of SentencePiece. Throws Error if a text is not UTF-8, all are blank, an option is out
/// of range, the vocabulary is too small for the characters, or spm_train is missing or fails. Citation: T. Kudo,
/// Subword regularization, ACL 2018.
std::unique_ptr<Tokenizer> train_tokenizer(const std::vector<std::string>& texts,
                                           const TrainedTokenizerOptions& options = {});

/// The same as a SentencePiece .model file in `folder`, without the mask; returns its path.
std::filesystem::path train_sentencepiece(const std::vector<std::string>& texts, const TrainedTokenizerOptions& options,
                                          const std::filesystem::path& folder);

}  // namespace data
