#include "tasks/lft/glyphs/scripts.hpp"

#include <unicode/uchar.h>

namespace lft {

const std::vector<ScriptGroup>& script_groups() {
  static const std::vector<ScriptGroup> groups = {
      {"european",
       Style::print,
       {{"Latin", {{0x0041, 0x007A}, {0x00DF, 0x00FF}}},
        {"Greek", {{0x0391, 0x03A9}, {0x03B1, 0x03C9}}},
        {"Cyrillic", {{0x0400, 0x045F}}},
        {"Armenian", {{0x0531, 0x0586}}},
        {"Georgian", {{0x10A0, 0x10F0}}},
        {"Coptic", {{0x2C80, 0x2CB1}}}}},
      {"semitic",
       Style::chalk,
       {{"Hebrew", {{0x05D0, 0x05EA}}},
        {"Arabic", {{0x0621, 0x064A}, {0x0671, 0x06CC}}},
        {"Nko", {{0x07CA, 0x07E7}}},
        {"Tifinagh", {{0x2D30, 0x2D67}}}}},
      {"northindic",
       Style::outline,
       {{"Devanagari", {{0x0904, 0x0939}}},
        {"Bengali", {{0x0985, 0x09B9}}},
        {"Gurmukhi", {{0x0A05, 0x0A39}}},
        {"Gujarati", {{0x0A85, 0x0AB9}}},
        {"Oriya", {{0x0B05, 0x0B39}}}}},
      {"southern",
       Style::texture,
       {{"Tamil", {{0x0B85, 0x0BB9}}},
        {"Telugu", {{0x0C05, 0x0C39}}},
        {"Kannada", {{0x0C85, 0x0CB9}}},
        {"Malayalam", {{0x0D05, 0x0D39}}},
        {"Sinhala", {{0x0D85, 0x0DC6}}},
        {"Thai", {{0x0E01, 0x0E2E}}},
        {"Lao", {{0x0E81, 0x0EAE}}},
        {"Myanmar", {{0x1000, 0x102A}}},
        {"Khmer", {{0x1780, 0x17B3}}}}},
      {"syllabic",
       Style::mosaic,
       {{"Ethiopic", {{0x1200, 0x137F}}},
        {"Cherokee", {{0x13A0, 0x13F4}}},
        {"Canadian Syllabics", {{0x1401, 0x166C}}},
        {"Vai", {{0xA500, 0xA60C}}},
        {"Lisu", {{0xA4D0, 0xA4F7}}}}},
  };
  return groups;
}

std::vector<char32_t> letters(const Script& script) {
  std::vector<char32_t> found;
  for (const auto& [first, last] : script.ranges) {
    for (char32_t point = first; point <= last; ++point) {
      switch (u_charType(static_cast<UChar32>(point))) {
        case U_UPPERCASE_LETTER:
        case U_LOWERCASE_LETTER:
        case U_TITLECASE_LETTER:
        case U_OTHER_LETTER:
          found.push_back(point);
          break;
        default:
          break;
      }
    }
  }
  return found;
}

}  // namespace lft
