#pragma once

#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "tasks/lft/glyphs/masters.hpp"

namespace lft {

/// The name of the file that keeps the masters between runs.
constexpr const char* master_cache_name = "glyphs.masters";

/// What draw_masters() gives, from `folder`/glyphs.masters where that was drawn of the same letters and the same font
/// files (paths, sizes, times of last change) by the same recipe.
///
/// Otherwise drawn again and written there under a temporary name first, so that a reader never sees half a file. `log`
/// says so, and that a file is damaged, of other fonts, or cannot be written: never an error. An empty `folder` means
/// no file.
std::vector<MasterSet> cached_masters(const std::vector<ScriptGroup>& groups,
                                      const std::vector<std::filesystem::path>& files,
                                      const std::filesystem::path& folder,
                                      const std::function<void(const std::string&)>& log);

}  // namespace lft
