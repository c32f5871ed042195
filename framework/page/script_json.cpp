#include "framework/page/script_json.hpp"

#include <array>
#include <string_view>
#include <utility>

#include "framework/files/json_text.hpp"

namespace evograd::host {

std::string script_json(const Json& value) {
  static constexpr std::array<std::pair<std::string_view, std::string_view>, 5> replacements = {{
      {"<", "\\u003c"},
      {">", "\\u003e"},
      {"&", "\\u0026"},
      {"\xE2\x80\xA8", "\\u2028"},
      {"\xE2\x80\xA9", "\\u2029"},
  }};
  const auto text = json_text(value);
  std::string all;
  all.reserve(text.size());
  // All of these occur only in strings, where JSON reads an escape as the character itself.
  for (std::size_t at = 0; at < text.size();) {
    std::size_t length = 1;
    std::string_view piece(text.data() + at, 1);
    for (const auto& [character, escape] : replacements) {
      if (!std::string_view(text).substr(at).starts_with(character)) continue;
      length = character.size();
      piece = escape;
      break;
    }
    all += piece;
    at += length;
  }
  return all;
}

}  // namespace evograd::host
