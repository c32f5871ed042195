#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "tasks/lft/domain.hpp"

namespace lft {

/// The glyphs and how images are made from them.
struct GlyphOptions {
  std::vector<std::filesystem::path> font_folders = {};  ///< empty for those of the Debian packages
  std::string style = "own";                             ///< "own" (a style per domain) or one style for all
  double jitter = 0.8;                                   ///< strength of the distortions
  std::int64_t image_size = 32;                          ///< side in pixels
  std::int64_t samples_per_class = 40;                   ///< distinct images in evaluation
};

/// The domains european, semitic, northindic, southern and syllabic, each the letters of a group of scripts in Debian's
/// fonts, drawn once and kept in `cache_folder` (created if missing; empty for no cache). A message tells of
/// the glyphs found and a line for each harmless problem.
///
/// Throws Error, naming the packages to install, if the folders have no fonts or too few; also on an unknown style.
std::vector<std::shared_ptr<const Domain>> make_glyph_domains(const GlyphOptions& options,
                                                              const std::filesystem::path& cache_folder);

}  // namespace lft
