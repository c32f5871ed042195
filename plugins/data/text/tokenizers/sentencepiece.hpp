#pragma once

#include <filesystem>
#include <memory>

#include "data/text/tokenizers/tokenizer.hpp"

namespace data {

/// The numbering of the pieces of a SentencePiece model.
enum class PieceNumbers {
  /// The model's own. First and last are its "<s>" and "</s>", -1 if it has none; padding is its "<pad>" or, if it has
  /// none, a new number after its last; the mask is a new number after all these.
  as_is,
  /// Those of XLM-R (fairseq): <s> 0, <pad> 1, </s> 2, <unk> 3, other pieces the model's number + 1, <mask> the number
  /// of the model's pieces + 1. The model's first three are <unk>, <s>, </s>.
  xlm_roberta,
};

/// The tokenizer of a SentencePiece .model file of the unigram type; its tokens are identical to SentencePiece's.
///
/// Throws Error if the file cannot be read, is empty, damaged, of another type, or does not suit the numbering.
/// Citation: T. Kudo, J. Richardson, SentencePiece, EMNLP 2018; A. Conneau et al., XLM-R, ACL 2020.
std::unique_ptr<Tokenizer> read_sentencepiece(const std::filesystem::path& model, PieceNumbers numbers);

}  // namespace data
