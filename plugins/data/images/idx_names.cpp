#include "data/images/idx_names.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <regex>
#include <utility>
#include <vector>

#include "evograd/error.hpp"
#include "evograd/text.hpp"

namespace data {

using namespace evograd;

namespace {

constexpr std::size_t names_shown = 8;

/// A folder, or a folder and what the names of the files begin with.
std::pair<std::filesystem::path, std::string> divided(const std::filesystem::path& folder) {
  std::error_code error;
  if (std::filesystem::is_directory(folder, error) || !folder.has_filename()) return {folder, ""};
  return {folder.parent_path(), folder.filename().string()};
}

/// The names of the files in `folder` that `pattern` matches, sorted.
std::vector<std::string> matching(const std::filesystem::path& folder, const std::string& pattern) {
  const auto [place, front] = divided(folder);
  const std::regex expression(pattern, std::regex::icase);
  std::vector<std::string> names;
  std::error_code error;
  for (std::filesystem::directory_iterator at(place, error); !error && at != std::filesystem::directory_iterator();
       at.increment(error)) {
    const auto name = at->path().filename().string();
    if (name.starts_with(front) && name.size() < 256 && std::regex_match(name, expression)) names.push_back(name);
  }
  std::sort(names.begin(), names.end());
  return names;
}

/// The file, or the file of the same name in a folder of that name, as some programs unpack it.
std::filesystem::path unfolded(const std::filesystem::path& path) {
  std::error_code error;
  const auto inner = path / path.filename();
  return std::filesystem::is_directory(path, error) && std::filesystem::exists(inner, error) ? inner : path;
}

}  // namespace

std::filesystem::path idx_file(const std::filesystem::path& folder, const std::string& part, const std::string& kind) {
  const auto format = kind == "images" ? "idx3-ubyte" : "idx1-ubyte";
  const auto usual = folder / fmt::format("{}-{}-{}.gz", part, kind, format);
  std::error_code error;
  for (const auto& name :
       {fmt::format("{}-{}-{}.gz", part, kind, format), fmt::format("{}-{}-{}", part, kind, format),
        fmt::format("{}-{}.{}", part, kind, format), fmt::format("{}-{}.{}.gz", part, kind, format)}) {
    if (std::filesystem::exists(folder / name, error)) return unfolded(folder / name);
  }
  const auto place = divided(folder).first;
  const auto spelled = part == "t10k" ? "(t10k|test)" : part;
  const auto names = matching(folder, "(.*[-_.])?" + spelled + "[-_.]" + kind + "[-_.]idx[0-9]-[a-z0-9]+(\\.gz)?");
  if (names.size() > 1) {
    throw Error(folder.string(), "has several files with " + kind + ": " + comma_separated(names, names_shown),
                "set 'data' to the folder and what the names begin with, e.g. data = \"" +
                    (place / names.front().substr(0, names.front().find("-" + part))).string() + "\"");
  }
  return names.empty() ? usual : unfolded(place / names.front());
}

std::string idx_files_found(const std::filesystem::path& folder) {
  const auto names = matching(folder, ".*idx[0-9].*");
  return names.empty() ? "" : "the folder contains " + comma_separated(names, names_shown);
}

}  // namespace data
