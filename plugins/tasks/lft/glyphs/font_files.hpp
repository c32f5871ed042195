#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "data/fingerprint.hpp"

namespace lft {

/// The folders in which Debian's fonts-noto-core, fonts-freefont-ttf, fonts-dejavu-core, fonts-dejavu-extra and
/// fonts-liberation2 (Debian 13: fonts-liberation) install their fonts, whether they exist or not.
std::vector<std::filesystem::path> default_font_folders();

/// The .ttf and .otf files of `folders`, sorted by name, each name once. Warns of missing folders; throws
/// Error, naming the packages to install, if no file is found.
std::vector<std::filesystem::path> font_files(const std::vector<std::filesystem::path>& folders);

/// A fingerprint of paths, sizes and modification times; changes when a file is replaced, added or removed.
data::Fingerprint fingerprint(const std::vector<std::filesystem::path>& files);

}  // namespace lft
