#pragma once

#include <filesystem>

#include "tasks/metaxl/data/tagged_text.hpp"

namespace metaxl {

/// What becomes of the language code before each word of WikiAnn, `en:Paris`.
enum class LanguagePrefix {
  detect,  ///< cut off when every word of the file has one
  keep,    ///< a part of the word
  strip,   ///< cut off wherever there is one
};

/// Reads entity tags in CoNLL form: a token a line, the word in the first column, the tag in the last, any number of
/// columns between; an empty line ends a sentence, so does a `-DOCSTART-`, which is not a token.
///
/// Columns are parted by tabs where the line has one, else by blanks. Tags become IOB2 (see normalise_to_iob2). A
/// token without a word (a column that is empty, or nothing but a language code) is left out and counted.
///
/// Throws Error with file and line on a line of one column, a tag that is none of O, B-X and I-X, and text that is not
/// UTF-8; also when there is no sentence.
TaggedText read_conll(const std::filesystem::path& file, LanguagePrefix prefix = LanguagePrefix::detect);

}  // namespace metaxl
