#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "data/text/tokenizers/tokenizer.hpp"

namespace data {

struct WordPieceVocabulary {
  std::vector<std::string> pieces;  ///< by number; an empty one is not a piece
  SpecialTokens special;
};

/// Reads BERT's vocab.txt; see read_wordpiece() for its format and the errors.
WordPieceVocabulary read_wordpiece_vocabulary(const std::filesystem::path& file);

}  // namespace data
