#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace data {

/// The rules by which a SentencePiece model rewrites characters, in the compiled form of its file: a double-array trie
/// of the left sides (in the layout of the library darts-clone) and the right sides.
class CharacterMap {
 public:
  /// No rules if `compiled` is empty; throws Error naming `place` if its parts are inconsistent.
  CharacterMap(std::string_view compiled, std::string place);

  struct Rewritten {
    std::string_view text;   ///< valid as long as the map and the looked-up text
    std::size_t length = 0;  ///< bytes that it replaces; 0 if no rule applies
  };

  /// Applies the longest matching rule to the beginning of `text`. Throws Error if a rule has no valid target.
  Rewritten rewritten(std::string_view text) const;

 private:
  std::uint32_t unit(std::size_t at) const;
  [[noreturn]] void refuse() const;

  std::vector<std::uint32_t> trie_;
  std::string texts_;
  std::string place_;
};

}  // namespace data
