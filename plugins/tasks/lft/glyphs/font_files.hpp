#pragma once

#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "data/fingerprint.hpp"

namespace lft {

/// The folders in which Debian's fonts-noto-core, fonts-freefont-ttf, fonts-dejavu-core, fonts-dejavu-extra and
/// fonts-liberation2 (Debian 13: fonts-liberation) put their faces, whether they exist or not.
std::vector<std::filesystem::path> default_font_folders();

/// The .ttf and .otf files of `folders`, sorted by name, each name once. A folder that is missing is said in `log`;
/// throws Error, saying which packages to install, when no file is found at all.
std::vector<std::filesystem::path> font_files(const std::vector<std::filesystem::path>& folders,
                                              const std::function<void(const std::string&)>& log);

/// Changes when a file is replaced, added or removed: of paths, sizes and times of last change.
data::Fingerprint fingerprint(const std::vector<std::filesystem::path>& files);

}  // namespace lft
