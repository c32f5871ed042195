#include "data/text/tokenizers/character_map.hpp"

#include <cstring>
#include <utility>

#include "data/text/tokenizers/unicode_text.hpp"
#include "evograd/error.hpp"

namespace data {

using namespace evograd;

namespace {

// A unit of the array is a node: its label, whether a rule ends there, and the offset of its children; a node at which
// a rule ends has a child that holds the rule's value.
bool ends_rule(std::uint32_t unit) { return (unit >> 8 & 1) == 1; }
std::uint32_t value(std::uint32_t unit) { return unit & 0x7fffffff; }
std::uint32_t label(std::uint32_t unit) { return unit & 0x800000ff; }
std::uint32_t offset(std::uint32_t unit) { return unit >> 10 << ((unit & 0x200) >> 6); }

}  // namespace

CharacterMap::CharacterMap(std::string_view compiled, std::string place) : place_(std::move(place)) {
  if (compiled.empty()) return;
  std::uint32_t size = 0;
  if (compiled.size() <= sizeof size) refuse();
  std::memcpy(&size, compiled.data(), sizeof size);  // the file's byte order is this processor's
  compiled.remove_prefix(sizeof size);
  if (size == 0 || size >= compiled.size() || size % sizeof(std::uint32_t) != 0) refuse();
  trie_.resize(size / sizeof(std::uint32_t));
  std::memcpy(trie_.data(), compiled.data(), size);
  texts_ = compiled.substr(size);
  if (texts_.back() != '\0' || !is_utf8(texts_)) refuse();
}

CharacterMap::Rewritten CharacterMap::rewritten(std::string_view text) const {
  if (trie_.empty()) return {};
  Rewritten longest;
  auto node = static_cast<std::size_t>(offset(unit(0)));
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto byte = static_cast<unsigned char>(text[i]);
    node ^= byte;
    // A byte that continues no rule leads to an arbitrary node or past the end; the label check detects this.
    if (node >= trie_.size() || label(trie_[node]) != byte) break;
    const auto here = trie_[node];
    node ^= offset(here);
    if (!ends_rule(here)) continue;
    const auto at = value(unit(node));
    const bool begins_text = at < texts_.size() && (at == 0 || texts_[at - 1] == '\0');
    if (!begins_text) refuse();
    longest = {std::string_view(texts_.data() + at), i + 1};
  }
  return longest;
}

std::uint32_t CharacterMap::unit(std::size_t at) const {
  if (at >= trie_.size()) refuse();
  return trie_[at];
}

void CharacterMap::refuse() const {
  throw Error(place_, "is damaged: its character rules are inconsistent", "copy or download the model again");
}

}  // namespace data
