#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>
#include <vector>

namespace evograd::lft {

/// The folders in which Debian's fonts-noto-core, fonts-freefont-ttf, fonts-dejavu-core, fonts-dejavu-extra and
/// fonts-liberation2 (Debian 13: fonts-liberation) put their faces, whether they exist or not.
std::vector<std::filesystem::path> default_font_folders();

/// The .ttf and .otf files of `folders`, sorted by name, each name once. A folder that is missing is said in `log`;
/// throws Error, saying which packages to install, when no file is found at all.
std::vector<std::filesystem::path> font_files(const std::vector<std::filesystem::path>& folders,
                                              const std::function<void(const std::string&)>& log);

/// A number that changes when a file is replaced, added or removed: a hash of paths, sizes and times of last change.
std::uint64_t fingerprint(const std::vector<std::filesystem::path>& files);

}  // namespace evograd::lft
