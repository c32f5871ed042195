#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "tasks/lft/glyphs/masters.hpp"

namespace lft {

/// The name of the file that stores the masters between runs.
constexpr const char* master_cache_name = "glyphs.masters";

/// The result of draw_masters(), read from `folder`/glyphs.masters if that was drawn from the same letters and the same
/// font files (paths, sizes, modification times) by the same recipe.
///
/// Otherwise drawn again and written there, under a temporary name first, so that a reader never sees an incomplete
/// file. A message reports this, a warning a file that is damaged, made for other fonts, or not writable; none is an
/// error. An empty `folder` means no file.
std::vector<MasterSet> cached_masters(const std::vector<ScriptGroup>& groups,
                                      const std::vector<std::filesystem::path>& files,
                                      const std::filesystem::path& folder);

}  // namespace lft
