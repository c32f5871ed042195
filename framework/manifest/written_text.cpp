#include "framework/manifest/written_text.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <string_view>

#include "framework/files/home_path.hpp"

namespace evograd::host {
namespace {

constexpr const char* backslash_help =
    "a backslash begins an escape in double quotes: write slashes, or single quotes as in 'data\\train'";

bool is_control(char c) { return static_cast<unsigned char>(c) < 0x20; }

bool has_drive(const std::string& text) {
  return text.size() > 2 && std::isalpha(static_cast<unsigned char>(text[0])) != 0 && text[1] == ':' &&
         (text[2] == '\\' || text[2] == '/' || is_control(text[2]));
}

/// The letter of the escape that gives `c`: t for a tab.
char escape_letter(char c) {
  switch (c) {
    case '\b':
      return 'b';
    case '\t':
      return 't';
    case '\n':
      return 'n';
    case '\f':
      return 'f';
    case '\r':
      return 'r';
    default:
      return 'u';
  }
}

}  // namespace

Objection objection_to(const std::string& text, bool is_path) {
  const auto control = std::find_if(text.begin(), text.end(), is_control);
  if (control != text.end() && (is_path || has_drive(text))) {
    return {fmt::format("contains a control character (\\{})", escape_letter(*control)), backslash_help};
  }
  if (has_drive(text)) {
    return {"is a path of Windows",
            fmt::format("write the folder's path on this system; under WSL, drive {}: is /mnt/{}", text[0],
                        static_cast<char>(std::tolower(static_cast<unsigned char>(text[0]))))};
  }
  return {};
}

std::string usable_text(const std::string& text, const std::filesystem::path& folder) {
  const auto expanded = with_home(text);
  if (expanded.find('\\') == std::string::npos) return expanded;
  auto slashes = expanded;
  std::replace(slashes.begin(), slashes.end(), '\\', '/');
  std::error_code error;
  const bool meant =
      !std::filesystem::exists(folder / expanded, error) && std::filesystem::exists(folder / slashes, error);
  return meant ? slashes : expanded;
}

std::string quoting_help(const std::string& line) {
  constexpr std::array<std::string_view, 4> typographic = {"\u201c", "\u201d", "\u2018", "\u2019"};
  const auto has = [&](std::string_view part) { return line.find(part) != std::string::npos; };
  if (std::any_of(typographic.begin(), typographic.end(), has)) {
    return "the quotes are typographic: write \" or '";
  }
  return has("\"") && has("\\") ? backslash_help : "";
}

}  // namespace evograd::host
