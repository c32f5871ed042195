#pragma once

#include <filesystem>
#include <memory>

#include "data/text/tokenizers/tokenizer.hpp"

namespace data {

/// Whether text is put into lower case, without accents, before its pieces are sought.
enum class LowerCase {
  /// As "do_lower_case" says in a tokenizer_config.json beside the vocabulary; where there is none or it does not say,
  /// unless some piece, [NAMES] apart, has an upper-case letter.
  automatic,
  yes,
  no,
};

/// BERT's tokenizer from its vocab.txt: a piece a line, the line is its number; line ends may be CRLF. An empty line
/// counts, but is no piece.
///
/// Words (see bert_words) are cut from the front into the longest pieces there are, all but the first written with
/// "##"; a word that cannot be cut so, or has more than 100 characters, is [UNK]. A text such as "[MASK]" is not
/// special. Special tokens are [PAD], [UNK], [CLS], [SEP], [MASK].
///
/// Throws Error when the file cannot be read, is empty, not UTF-8, lacks a special token or has a piece twice, and when
/// tokenizer_config.json is needed and is damaged.
/// Citation: J. Devlin et al., BERT, NAACL 2019; Y. Wu et al., Google's neural machine translation system, 2016.
std::unique_ptr<Tokenizer> read_wordpiece(const std::filesystem::path& vocabulary,
                                          LowerCase lower_case = LowerCase::automatic);

}  // namespace data
