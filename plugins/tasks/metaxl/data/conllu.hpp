#pragma once

#include <filesystem>

#include "tasks/metaxl/data/tagged_text.hpp"

namespace metaxl {

/// Reads words (FORM) and their tags (UPOS) from a file of Universal Dependencies in CoNLL-U form.
///
/// Comments, multiword tokens (`3-4`) and empty nodes (`5.1`) are skipped, so the words are the syntactic ones. Words
/// may hold blanks. Throws Error with file and line when a line has not ten columns, a number that does not follow the
/// one before, or no form or tag, and when text is not UTF-8; also when there is no sentence.
TaggedText read_conllu(const std::filesystem::path& file);

}  // namespace metaxl
