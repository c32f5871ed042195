#pragma once

#include "corpus.hpp"

namespace metaxl {

using namespace evograd;

/// Sentences with a tag for each word, from the folders of the languages in `folder`; does not set the tokenizer.
Corpus tagged_corpus(const MetaXlOptions& options, const std::filesystem::path& folder, RandomKey key);

}  // namespace metaxl
