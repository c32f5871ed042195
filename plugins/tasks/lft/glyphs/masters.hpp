#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "tasks/lft/glyphs/scripts.hpp"

namespace lft {

/// The side in pixels of a master, a clean image of a glyph; jitter and style make an image from it.
constexpr int master_side = 48;
constexpr std::size_t master_bytes = master_side * master_side;

/// A character and the position of its masters among the domain's: consecutive, at least two, all different.
struct GlyphClass {
  char32_t point = 0;
  std::string script;
  std::int64_t first_master = 0;
  std::int64_t masters = 0;

  bool operator==(const GlyphClass&) const = default;
};

/// The classes of a group of scripts, in the order of scripts and code points, and their masters: bytes [M, 48, 48],
/// 255 is ink.
struct MasterSet {
  std::vector<GlyphClass> classes;
  std::vector<std::uint8_t> pixels;

  std::int64_t masters() const { return static_cast<std::int64_t>(pixels.size() / master_bytes); }
  bool operator==(const MasterSet&) const = default;
};

/// Incremented with every change to the drawn masters, so that an old cache is not used.
constexpr std::uint64_t recipe_version = 1;

/// Draws the masters of each group from the faces of `files`, as a function of the files' contents. Takes seconds.
///
/// A letter is drawn once per face that covers its script, with its longer side 40 pixels, centred. Masters that hardly
/// differ from an earlier one of their class are dropped, then classes with fewer than two masters, then classes that
/// look like an earlier one of the group (c and C, Α and A). A script that no face covers has no classes.
std::vector<MasterSet> draw_masters(const std::vector<ScriptGroup>& groups,
                                    const std::vector<std::filesystem::path>& files);

}  // namespace lft
