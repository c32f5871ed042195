#pragma once

#include "corpus.hpp"

namespace metaxl {

using namespace evograd;

/// Two artificial languages for benchmarks and tests, with their own tokenizer.
///
/// A word is a number in the vocabulary and one token; its part of speech is the number modulo 9, and both languages
/// share a tenth of the words. A sentence fills the training length. Sizes of 0 mean 200.
Corpus synthetic_corpus(const MetaXlOptions& options, RandomKey key);

}  // namespace metaxl
