#pragma once

#include <filesystem>
#include <string>

#include "tasks/metaxl/data/tagged_text.hpp"

namespace metaxl {

/// Throws Error naming `file` if what was read as words cannot be the words of a text: numbers of words, of sentences
/// or of characters, the tags, one word in all places, as "_" in a treebank whose words are withheld. `help` is the
/// remedy if another column may have the words.
void require_words(const TaggedText& text, const std::filesystem::path& file, const std::string& help);

/// The number of words that are "_", which stands for a withheld word.
std::int64_t withheld_words(const TaggedText& text);

}  // namespace metaxl
