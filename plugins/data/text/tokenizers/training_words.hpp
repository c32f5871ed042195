#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace data {

/// The words of `text`, which is UTF-8, in normal form KC, each with "▁" in front: "▁New▁York". Empty if `text` is
/// blank.
std::string marked_words(std::string_view text);

/// A word, or a part of one, and its number of occurrences.
struct CountedWord {
  std::u32string text;
  std::int64_t count;
};

/// The training data of pieces.
struct TrainingWords {
  std::u32string alphabet;         ///< sorted
  std::vector<CountedWord> words;  ///< over that alphabet; sorted and distinct
};

/// The words of `texts`, each marked as by marked_words().
///
/// The alphabet consists of the most frequent code points (the lower one at ties) that make up `coverage` of all; words
/// are split at other code points. Throws Error if a text is not UTF-8 or nothing is left.
TrainingWords training_words(const std::vector<std::string>& texts, double coverage);

}  // namespace data
