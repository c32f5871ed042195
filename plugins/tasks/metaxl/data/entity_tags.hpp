#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace metaxl {

/// A tag of any of the schemes for entities.
struct EntityTag {
  char place = 'O';       ///< O outside, B first, I inside, E last, S the only word of an entity
  std::string_view type;  ///< empty for O and for schemes without types; points into the parsed text
};

/// Reads a tag of IOB1, IOB2, BIOES (IOBES), BILOU and BMES (BMEWO): B-PER, E_LOC, or a bare B without a type. Nothing
/// if `tag` has none of these forms.
std::optional<EntityTag> parsed_entity_tag(std::string_view tag);

/// What conversion to IOB2 found.
struct TagCounts {
  std::int64_t repaired = 0;         ///< I or E with no entity of its type before it, which now begins one
  std::int64_t begun_elsewhere = 0;  ///< B and S not directly behind an entity of the same type: IOB1 has none of these
};

/// Rewrites the tags of a sentence, all valid for parsed_entity_tag(), as IOB2, in which entities without types have
/// the type ENTITY. B and S always begin an entity, E and S end one, I and E continue one of their type or else begin
/// one: so the scheme of a file need not be known. Adds to `counts`.
void convert_to_iob2(std::vector<std::string>& tags, TagCounts& counts);

/// Rewrites tags that are O or types alone (PER, LOC) as IOB2: words of one type in a row are one entity.
void convert_types_to_iob2(std::vector<std::string>& tags);

}  // namespace metaxl
