#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace data {

/// The numbers of the special tokens; -1 if a vocabulary does not have the token.
struct SpecialTokens {
  std::int64_t padding;  ///< always there
  std::int64_t unknown;  ///< always there
  std::int64_t first;    ///< put before a sequence
  std::int64_t last;     ///< put after a sequence
  std::int64_t mask;     ///< in place of a token that is to be predicted
};

/// Converts words to token numbers. Immutable after construction, so threads may share it.
class Tokenizer {
 public:
  virtual ~Tokenizer() = default;
  Tokenizer(const Tokenizer&) = delete;
  Tokenizer& operator=(const Tokenizer&) = delete;

  const SpecialTokens& special() const { return special_; }

  /// The number of tokens, including special ones: token numbers are from 0 to vocabulary() - 1.
  std::int64_t vocabulary() const { return vocabulary_; }

  /// The numbers of one word, which may contain blanks, without special tokens around it; never empty: a word without
  /// tokens gives {unknown}. Throws Error if it is not UTF-8.
  std::vector<std::int64_t> encode(const std::string& word) const;

  /// The kind and a fingerprint of everything that the numbers depend on: equal identities give equal numbers.
  const std::string& identity() const { return identity_; }

 protected:
  Tokenizer(const SpecialTokens& special, std::int64_t vocabulary, std::string identity);

 private:
  /// The numbers of `word`, which is UTF-8; the result may be empty.
  virtual std::vector<std::int64_t> numbers(const std::string& word) const = 0;

  SpecialTokens special_;
  std::int64_t vocabulary_;
  std::string identity_;
};

}  // namespace data
