#pragma once

#include <cstdint>
#include <string_view>
#include <utility>

#include "data/examples/token_inputs.hpp"
#include "evograd/random.hpp"

namespace data {

/// An easy classification of texts, for benchmarks and tests without data on disk.
struct SyntheticTexts {
  std::int64_t vocabulary = 50;  ///< tokens; 0 is padding, 1 the first and 2 the last of each text
  std::int64_t length = 12;      ///< largest number of tokens of an example; the smallest is half of it
  std::int64_t classes = 10;
};

/// `count` texts and their labels, 0 … C-1 in turn: half of a text's tokens are of its class (those whose numbers are
/// the class modulo C), the others of any. A function of `key` and `part`. Throws Error if the vocabulary has no token
/// for some class or the length is below 4.
std::pair<std::shared_ptr<const ExampleInputs>, torch::Tensor> synthetic_texts(const SyntheticTexts& kind,
                                                                               std::int64_t count, RandomKey key,
                                                                               std::string_view part);

}  // namespace data
