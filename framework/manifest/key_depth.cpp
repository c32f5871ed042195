#include "framework/manifest/key_depth.hpp"

#include <algorithm>

namespace evograd::host {
namespace {

/// The end, past the last character, of the string or comment that begins at `begin`.
std::size_t end_of_quiet(std::string_view text, std::size_t begin) {
  const auto quote = text.substr(begin, 1);
  if (quote == "#") return std::min(text.find('\n', begin), text.size());
  const auto three = text.substr(begin, 3);
  const bool many_lines = three == R"(""")" || three == "'''";
  const auto border = many_lines ? three : quote;
  for (auto at = begin + border.size(); at < text.size(); ++at) {
    if (quote == "\"" && text[at] == '\\') {
      ++at;
    } else if (text.substr(at).starts_with(border)) {
      return at + border.size();
    } else if (!many_lines && text[at] == '\n') {
      return at;  // the string is not closed; the parser reports that
    }
  }
  return text.size();
}

}  // namespace

std::optional<std::size_t> line_of_deep_key(std::string_view text, std::size_t most) {
  std::size_t dots = 0;
  for (std::size_t at = 0; at < text.size();) {
    const char c = text[at];
    if (c == '#' || c == '"' || c == '\'') {
      at = end_of_quiet(text, at);
      continue;
    }
    if (c == '.') ++dots;
    if (std::string_view("=,[]{}\n").find(c) != std::string_view::npos) dots = 0;
    if (dots >= most) return 1 + static_cast<std::size_t>(std::count(text.begin(), text.begin() + at, '\n'));
    ++at;
  }
  return std::nullopt;
}

}  // namespace evograd::host
