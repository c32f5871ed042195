#include "tasks/metaxl/data/iob.hpp"

#include "evograd/error.hpp"

namespace metaxl {

using namespace evograd;

std::optional<IobTag> parsed_iob(std::string_view tag) {
  if (tag == "O") return IobTag{};
  if (tag.size() < 3 || (tag[0] != 'B' && tag[0] != 'I') || tag[1] != '-') return std::nullopt;
  return IobTag{tag[0], tag.substr(2)};
}

std::vector<Entity> entities(const std::vector<std::string>& tags) {
  std::vector<Entity> found;
  std::string_view open;
  for (std::size_t i = 0; i < tags.size(); ++i) {
    const auto tag = parsed_iob(tags[i]);
    if (!tag) throw Error("tag '" + tags[i] + "'", "is not O, B-TYPE or I-TYPE", "entities need tags in IOB2");
    if (tag->place == 'I' && tag->type == open) {
      found.back().last = i;
    } else if (tag->place != 'O') {
      found.push_back({std::string(tag->type), i, i});
    }
    open = tag->type;
  }
  return found;
}

}  // namespace metaxl
