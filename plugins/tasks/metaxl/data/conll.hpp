#pragma once

#include <filesystem>

#include "tasks/metaxl/data/tagged_text.hpp"

namespace metaxl {

/// The handling of the language code before each word of WikiAnn, `en:Paris`.
enum class LanguagePrefix {
  detect,  ///< removed if every word of the file has one
  keep,    ///< kept as a part of the word
  strip,   ///< removed wherever it occurs
};

/// Reads entity tags in CoNLL format: one token per line, the word in the first column, the tag in the last, any number
/// of columns between; an empty line ends a sentence, as does `-DOCSTART-`, which is not a token.
///
/// Columns are separated by tabs if the line has any, else by blanks. Tags are converted to IOB2 (see
/// normalise_to_iob2). A token without a word (an empty column, or only a language code) is omitted and counted.
///
/// Throws Error with file and line on a line with one column, a tag other than O, B-X and I-X, and text that is not
/// UTF-8; also if there is no sentence.
TaggedText read_conll(const std::filesystem::path& file, LanguagePrefix prefix = LanguagePrefix::detect);

}  // namespace metaxl
