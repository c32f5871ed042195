#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace metaxl {

/// "O", "B-PER" or "I-PER" split into its two parts.
struct IobTag {
  char place = 'O';       ///< O, B or I
  std::string_view type;  ///< empty for O; points into the parsed text
};

/// Nothing if `tag` has none of these forms.
std::optional<IobTag> parsed_iob(std::string_view tag);

/// An entity: its type and its first and last token.
struct Entity {
  std::string type;
  std::size_t first = 0;
  std::size_t last = 0;

  auto operator<=>(const Entity&) const = default;
};

/// The entities of a sentence in order, as in conlleval and seqeval's default mode: an I-X after O, at the beginning of
/// the sentence or after another type begins an entity. Throws Error on a string that is not an IOB tag.
std::vector<Entity> entities(const std::vector<std::string>& tags);

}  // namespace metaxl
