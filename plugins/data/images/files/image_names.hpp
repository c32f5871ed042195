#pragma once

#include <string>
#include <vector>

namespace data {

/// True if `file` ends like a JPEG or PNG.
bool has_image_ending(const std::string& file);

/// True if `file` ends like an image that is not read: .bmp, .gif, .webp …
bool is_image_of_another_format(const std::string& file);

/// "7 files: a, b, c, d, e, …"
std::string counted(std::size_t count, const std::string& noun, const std::vector<std::string>& names);

/// `path` with slashes for backslashes, as lists written on Windows have them, and without "./" in front.
std::string with_slashes(std::string path);

/// The part of `path` up to its last '/', and after it.
std::string folder_name(const std::string& path);
std::string base_name(const std::string& path);

}  // namespace data
