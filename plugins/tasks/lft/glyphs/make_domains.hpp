#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "tasks/lft/domain.hpp"

namespace lft {

/// Which glyphs, and what images are made of them.
struct GlyphOptions {
  std::vector<std::filesystem::path> font_folders = {};  ///< empty for those of the Debian packages
  std::string style = "own";                             ///< each domain's own, or the name of one for all
  double jitter = 0.8;                                   ///< strength of the distortions
  std::int64_t image_size = 32;                          ///< pixels a side
  std::int64_t samples_per_class = 40;                   ///< distinct images in evaluation
};

/// The domains european, semitic, northindic, southern and syllabic, each the letters of a group of scripts in Debian's
/// fonts, drawn once and kept in `cache_folder` (made where missing; empty for none). `log` gets a line for what was
/// found, and one for what went wrong but does no harm.
///
/// Throws Error, saying which packages to install, when the folders have no fonts or too few; also on an unknown style.
std::vector<std::shared_ptr<const Domain>> make_glyph_domains(const GlyphOptions& options,
                                                              const std::filesystem::path& cache_folder,
                                                              const std::function<void(const std::string&)>& log);

}  // namespace lft
