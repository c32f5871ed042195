#pragma once

#include <string>
#include <utility>
#include <vector>

#include "tasks/lft/glyphs/styles.hpp"

namespace lft {

/// A script and where its letters are sought: first and last code point of each range. Ranges keep to the letters of
/// today's alphabets within the script's Unicode block, because rare letters are in few fonts.
struct Script {
  std::string name;
  std::vector<std::pair<char32_t, char32_t>> ranges;
};

/// The scripts that make up a domain, and the look that it has by default.
struct ScriptGroup {
  std::string name;
  Style style;
  std::vector<Script> scripts;
};

/// european, semitic, northindic, southern, syllabic.
const std::vector<ScriptGroup>& script_groups();

/// The code points of the script's ranges whose Unicode category is Lu, Ll, Lo or Lt, ascending. Marks, digits and
/// modifier letters are not among them, so each can be drawn by itself.
std::vector<char32_t> letters(const Script& script);

}  // namespace lft
