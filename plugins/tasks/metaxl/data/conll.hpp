#pragma once

#include <cstdint>
#include <filesystem>
#include <string>

#include "tasks/metaxl/data/tagged_text.hpp"

namespace metaxl {

/// The handling of the language code before each word of WikiAnn, `en:Paris`.
enum class LanguagePrefix {
  detect,  ///< removed if every word of the file has one
  keep,    ///< kept as a part of the word
  strip,   ///< removed wherever it occurs
};

/// The columns and lines of a file that matter.
struct TextColumns {
  std::int64_t word_column = 0;   ///< 1 is the first, −1 the last; 0 for that of the format
  std::int64_t tag_column = 0;    ///< the same
  std::string comments = "auto";  ///< the beginning of comment lines; empty for none; "auto": see read_conll
  bool tags_are_types = false;    ///< tags are O and types without B- and I-
  LanguagePrefix prefix = LanguagePrefix::detect;
};

/// Reads entity tags in CoNLL format: one token per line, the word in the first column, the tag in the last, any number
/// of columns between, unless `columns` says otherwise; an empty line ends a sentence, as does `-DOCSTART-`, which is
/// not a token.
///
/// Columns are separated by tabs if the line has any, else by blanks. Tags of IOB1, IOB2, BIOES, BILOU and BMES, with
/// or without types, are converted to IOB2 (see convert_to_iob2). Comments are, with "auto", lines that begin with "#
/// ",
/// "##" or "#name=" and have no tag in the column of tags, so that the word "#" remains one. A token without a word (an
/// empty column, or only a language code) is omitted and counted.
///
/// Throws Error with file and line on a line without these columns, on a tag of another form, and on text that is not
/// UTF-8; also if there is no sentence, if only some tags have types, and if the words cannot be words (see
/// require_words).
TaggedText read_conll(const std::filesystem::path& file, const TextColumns& columns = {});

}  // namespace metaxl
