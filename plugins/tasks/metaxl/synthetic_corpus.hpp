#pragma once

#include "corpus.hpp"

namespace metaxl {

using namespace evograd;

/// Two made-up languages for time, memory and tests, with a tokenizer of their own.
///
/// A word is a number in the vocabulary and one token; its part of speech is the number modulo 9, and a tenth of the
/// words are spoken in both languages. A sentence fills the training length. Sizes of 0 are 200.
Corpus synthetic_corpus(const MetaXlOptions& options, RandomKey key);

}  // namespace metaxl
