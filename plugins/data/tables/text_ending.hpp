#pragma once

#include <algorithm>
#include <cctype>
#include <filesystem>
#include <string>
#include <string_view>

namespace data {

/// Whether the name of `file`, in lower case and without ".gz", ends with one of `endings`.
template <class Endings>
bool ends_with_any(const std::filesystem::path& file, const Endings& endings) {
  auto name = file.filename().string();
  std::transform(name.begin(), name.end(), name.begin(), [](unsigned char c) { return std::tolower(c); });
  if (name.ends_with(".gz")) name.resize(name.size() - 3);
  return std::any_of(endings.begin(), endings.end(), [&](std::string_view ending) { return name.ends_with(ending); });
}

}  // namespace data
