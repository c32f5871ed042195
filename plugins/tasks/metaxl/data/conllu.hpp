#pragma once

#include <filesystem>

#include "tasks/metaxl/data/conll.hpp"
#include "tasks/metaxl/data/tagged_text.hpp"

namespace metaxl {

/// Reads words (FORM) and their tags (UPOS, unless `columns` names another column) from a Universal Dependencies file
/// in CoNLL-U format.
///
/// Comments, multiword tokens (`3-4`) and empty nodes (`5.1`) are skipped, so the words are the syntactic ones. Words
/// may contain blanks. Throws Error with file and line if a line does not have ten columns, its number is not the
/// successor of the previous one, its form or tag is missing, or text is not UTF-8; also if there is no sentence, and
/// if the words cannot be words, as in a treebank that withholds them (see require_words).
TaggedText read_conllu(const std::filesystem::path& file, const TextColumns& columns = {});

}  // namespace metaxl
