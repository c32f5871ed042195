#pragma once

#include <filesystem>
#include <memory>

#include "data/text/tokenizers/tokenizer.hpp"

namespace data {

/// Whether text is converted to lower case, without accents, before it is split into pieces.
enum class LowerCase {
  /// The value of "do_lower_case" in tokenizer_config.json in the folder of the vocabulary; if the file or the value is
  /// missing, true unless some piece other than [NAMES] has an upper-case letter.
  automatic,
  yes,
  no,
};

/// BERT's tokenizer from its vocab.txt: one piece per line, numbered by line; line ends may be CRLF. An empty line
/// counts, but is not a piece.
///
/// Words (see bert_words) are split from the front into the longest matching pieces, all except the first with the
/// prefix "##"; a word that cannot be split, or has more than 100 characters, is [UNK]. A text such as "[MASK]" is not
/// special. Special tokens are [PAD], [UNK], [CLS], [SEP], [MASK].
///
/// Throws Error if the file cannot be read, is empty, not UTF-8, lacks a special token or has a duplicate piece, and if
/// tokenizer_config.json is needed and is damaged.
/// Citation: J. Devlin et al., BERT, NAACL 2019; Y. Wu et al., Google's neural machine translation system, 2016.
std::unique_ptr<Tokenizer> read_wordpiece(const std::filesystem::path& vocabulary,
                                          LowerCase lower_case = LowerCase::automatic);

}  // namespace data
