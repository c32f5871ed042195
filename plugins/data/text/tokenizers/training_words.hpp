#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace data {

/// The words of `text`, which is UTF-8, in normal form KC, each with "▁" in front: "▁New▁York". Empty for blanks.
std::string marked_words(std::string_view text);

/// A word, or a part of one, and how often it occurs.
struct CountedWord {
  std::u32string text;
  std::int64_t count;
};

/// What pieces are learned from.
struct TrainingWords {
  std::u32string alphabet;         ///< sorted
  std::vector<CountedWord> words;  ///< of that alphabet; sorted, all different
};

/// The words of `texts`, each marked as by marked_words().
///
/// The alphabet is the most frequent code points (among equals the lower) that make up `coverage` of all; words are cut
/// where another one is. Throws Error when a text is not UTF-8 or nothing is left.
TrainingWords training_words(const std::vector<std::string>& texts, double coverage);

}  // namespace data
