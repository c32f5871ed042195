#pragma once

#include "corpus.hpp"

namespace metaxl {

using namespace evograd;

/// Names from CLDR (see draw_names), each a text of one word; does not set the tokenizer.
Corpus names_corpus(const MetaXlOptions& options, RandomKey key);

}  // namespace metaxl
