#pragma once

#include "corpus.hpp"

namespace evograd::metaxl {

/// Sentences with a tag for each word from the folders of the languages in `folder`; without a tokenizer.
Corpus tagged_corpus(const MetaXlOptions& options, const std::filesystem::path& folder, RandomKey key);

}  // namespace evograd::metaxl
