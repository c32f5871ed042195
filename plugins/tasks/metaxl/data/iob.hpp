#pragma once

#include <cstddef>
#include <cstdint>
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

/// Rewrites the tags of a sentence, IOB1 or IOB2, as IOB2 and returns how many changed: an I-X that does not continue
/// an entity of type X becomes B-X.
///
/// Both schemes are read in the same way (a B-X always begins an entity, an I-X continues one of its type or begins
/// one), so the scheme of a file need not be known, and a stray I-X begins an entity. Every tag must be valid for
/// parsed_iob().
std::int64_t normalise_to_iob2(std::vector<std::string>& tags);

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
