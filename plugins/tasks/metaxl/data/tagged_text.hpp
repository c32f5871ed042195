#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace metaxl {

/// Words and their tags, the same number of both, at least one.
struct TaggedSentence {
  std::vector<std::string> tokens;
  std::vector<std::string> tags;

  bool operator==(const TaggedSentence&) const = default;
};

/// The sentences of a file in order, and counts of the changes made while reading.
struct TaggedText {
  std::vector<TaggedSentence> sentences;
  std::int64_t changed_tags = 0;    ///< I-X with no entity X before it, now B-X: errors in IOB2, normal in IOB1
  bool is_iob1 = false;             ///< whether all of these may be normal: no B-X begins an entity elsewhere
  std::int64_t dropped_tokens = 0;  ///< tokens without a word
  std::int64_t comment_lines = 0;   ///< skipped
  std::int64_t withheld_words = 0;  ///< words that are "_"

  std::int64_t token_count() const {
    std::int64_t count = 0;
    for (const auto& sentence : sentences) count += static_cast<std::int64_t>(sentence.tokens.size());
    return count;
  }
};

/// The three parts of a data set: for training, for tuning, for testing.
enum class Part { train, development, test };
constexpr std::size_t part_count = 3;

/// A language's texts by part; parts that were not requested are empty.
struct TaggedParts {
  std::array<TaggedText, part_count> parts;

  TaggedText& operator[](Part part) { return parts[static_cast<std::size_t>(part)]; }
  const TaggedText& operator[](Part part) const { return parts[static_cast<std::size_t>(part)]; }
};

}  // namespace metaxl
