#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace data {

/// The rules by which a SentencePiece model rewrites characters, compiled in its file: a double-array trie of the
/// left sides (as the library darts-clone lays it out) and the right sides.
class CharacterMap {
 public:
  /// No rule for empty `compiled`; throws Error naming `place` when its parts do not fit together.
  CharacterMap(std::string_view compiled, std::string place);

  struct Rewritten {
    std::string_view text;   ///< as long as the map and what was looked up
    std::size_t length = 0;  ///< bytes that it replaces; 0 where no rule applies
  };

  /// What the longest rule makes of the beginning of `text`. Throws Error when a rule leads nowhere.
  Rewritten rewritten(std::string_view text) const;

 private:
  std::uint32_t unit(std::size_t at) const;
  [[noreturn]] void refuse() const;

  std::vector<std::uint32_t> trie_;
  std::string texts_;
  std::string place_;
};

}  // namespace data
