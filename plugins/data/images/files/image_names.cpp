#include "data/images/files/image_names.hpp"

#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <filesystem>
#include <string_view>

namespace data {
namespace {

constexpr std::array<std::string_view, 5> image_endings = {".jpg", ".jpeg", ".jpe", ".jfif", ".png"};
constexpr std::array<std::string_view, 9> other_endings = {".bmp",  ".gif",  ".webp", ".tif", ".tiff",
                                                           ".avif", ".heic", ".jp2",  ".ppm"};
constexpr std::size_t names_shown = 5;

template <class Endings>
bool ends_with_one(const std::string& file, const Endings& endings) {
  auto ending = std::filesystem::path(file).extension().string();
  std::transform(ending.begin(), ending.end(), ending.begin(), [](unsigned char c) { return std::tolower(c); });
  return std::find(endings.begin(), endings.end(), ending) != endings.end();
}

}  // namespace

bool has_image_ending(const std::string& file) { return ends_with_one(file, image_endings); }

bool is_image_of_another_format(const std::string& file) { return ends_with_one(file, other_endings); }

std::string counted(std::size_t count, const std::string& noun, const std::vector<std::string>& names) {
  const auto end = names.begin() + static_cast<std::ptrdiff_t>(std::min(names.size(), names_shown));
  return fmt::format("{} {}: {}{}", count, noun, fmt::join(names.begin(), end, ", "),
                     names.size() > names_shown ? ", …" : "");
}

std::string with_slashes(std::string path) {
  std::replace(path.begin(), path.end(), '\\', '/');
  while (path.starts_with("./")) path.erase(0, 2);
  return path;
}

std::string folder_name(const std::string& path) {
  const auto slash = path.rfind('/');
  return slash == std::string::npos ? "" : path.substr(0, slash);
}

std::string base_name(const std::string& path) { return path.substr(path.rfind('/') + 1); }

}  // namespace data
