#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "data/text/tokenizers/tokenizer.hpp"

namespace data {

/// Which tokenizer a task wants.
struct TokenizerRequest {
  std::string kind = "trained";         ///< "characters", "trained", "wordpiece", "sentencepiece", "xlm-roberta"
  std::filesystem::path vocabulary{};   ///< the file of the last three
  std::int64_t vocabulary_size = 8000;  ///< trained: maximum number of tokens
};

/// The tokenizer; `texts`, words or sentences, are those that characters and trained pieces come from. Throws Error if
/// the file is missing or cannot be read.
std::unique_ptr<Tokenizer> open_tokenizer(const TokenizerRequest& request, const std::vector<std::string>& texts);

}  // namespace data
