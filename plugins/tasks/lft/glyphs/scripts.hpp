#pragma once

#include <string>
#include <utility>
#include <vector>

#include "tasks/lft/glyphs/styles.hpp"

namespace lft {

/// A script and the ranges of its letters: first and last code point of each. Ranges are limited to the letters of
/// modern alphabets within the script's Unicode block, because few fonts have rare letters.
struct Script {
  std::string name;
  std::vector<std::pair<char32_t, char32_t>> ranges;
};

/// The scripts that make up a domain, and its default style.
struct ScriptGroup {
  std::string name;
  Style style;
  std::vector<Script> scripts;
};

/// european, semitic, northindic, southern, syllabic.
const std::vector<ScriptGroup>& script_groups();

/// The code points of the script's ranges whose Unicode category is Lu, Ll, Lo or Lt, ascending. Marks, digits and
/// modifier letters are excluded, so each can be drawn on its own.
std::vector<char32_t> letters(const Script& script);

}  // namespace lft
