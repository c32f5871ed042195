#include "tasks/metaxl/data/entity_tags.hpp"

namespace metaxl {
namespace {

constexpr std::string_view untyped = "ENTITY";

/// The place that a letter of any scheme stands for; 0 for other letters.
char place_of(char letter) {
  switch (letter) {
    case 'B':
    case 'I':
    case 'E':
    case 'S':
      return letter;
    case 'M':
      return 'I';  // middle
    case 'L':
      return 'E';  // last
    case 'U':      // unit
    case 'W':
      return 'S';  // whole
    default:
      return 0;
  }
}

}  // namespace

std::optional<EntityTag> parsed_entity_tag(std::string_view tag) {
  if (tag == "O") return EntityTag{};
  const char place = tag.empty() ? '\0' : place_of(tag[0]);
  if (place == 0) return std::nullopt;
  if (tag.size() == 1) return EntityTag{place, {}};
  if (tag.size() < 3 || (tag[1] != '-' && tag[1] != '_')) return std::nullopt;
  return EntityTag{place, tag.substr(2)};
}

void convert_to_iob2(std::vector<std::string>& tags, TagCounts& counts) {
  std::string open;      // the type of the entity that the next tag may continue
  std::string previous;  // the type of the entity that the previous word belongs to
  for (auto& tag : tags) {
    const auto [place, written] = parsed_entity_tag(tag).value();
    if (place == 'O') {
      open.clear();
      previous.clear();
      continue;
    }
    const std::string type(written.empty() ? untyped : written);
    const bool ends = place == 'E' || place == 'S';
    const bool continues = (place == 'I' || place == 'E') && type == open;
    if ((place == 'B' || place == 'S') && type != previous) ++counts.begun_elsewhere;
    if ((place == 'I' || place == 'E') && !continues) ++counts.repaired;
    tag = (continues ? "I-" : "B-") + type;
    open = ends ? "" : type;
    previous = type;
  }
}

void convert_types_to_iob2(std::vector<std::string>& tags) {
  std::string open;
  for (auto& tag : tags) {
    const auto type = tag == "O" ? std::string() : tag;
    if (!type.empty()) tag = (type == open ? "I-" : "B-") + type;
    open = type;
  }
}

}  // namespace metaxl
