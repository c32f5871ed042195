#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace data {

/// The numbers that stand for no piece of text; -1 where a vocabulary has none.
struct SpecialTokens {
  std::int64_t padding;  ///< always there
  std::int64_t unknown;  ///< always there
  std::int64_t first;    ///< put before a sequence
  std::int64_t last;     ///< put after a sequence
  std::int64_t mask;     ///< in place of a token that is to be guessed
};

/// Turns words into token numbers. Nothing changes after construction, so threads may share one.
class Tokenizer {
 public:
  virtual ~Tokenizer() = default;
  Tokenizer(const Tokenizer&) = delete;
  Tokenizer& operator=(const Tokenizer&) = delete;

  const SpecialTokens& special() const { return special_; }

  /// How many numbers there are, special ones included: all are from 0 to this less 1.
  std::int64_t vocabulary() const { return vocabulary_; }

  /// The numbers of one word, which may hold blanks, without special tokens around it; never empty: a word that gives
  /// nothing is {unknown}. Throws Error when it is not UTF-8.
  std::vector<std::int64_t> encode(const std::string& word) const;

  /// The kind and a fingerprint of all that the numbers depend on: equal ones give equal numbers.
  const std::string& identity() const { return identity_; }

 protected:
  Tokenizer(const SpecialTokens& special, std::int64_t vocabulary, std::string identity);

 private:
  /// The numbers of `word`, which is UTF-8; may be empty.
  virtual std::vector<std::int64_t> numbers(const std::string& word) const = 0;

  SpecialTokens special_;
  std::int64_t vocabulary_;
  std::string identity_;
};

}  // namespace data
