#include "data/images/files/listed_images.hpp"

#include <algorithm>
#include <filesystem>
#include <set>

#include "data/images/files/image_names.hpp"
#include "data/split_names.hpp"

namespace data {

ListedImages::ListedImages(const std::vector<std::string>& files) {
  std::set<std::string> folders;
  for (const auto& file : files) {
    if (!has_image_ending(file)) continue;
    const auto name = base_name(file);
    by_name_[name].push_back(file);
    const auto stem = std::filesystem::path(name).stem().string();
    if (stem != name) by_name_[stem].push_back(file);
    folders.insert(folder_name(file));
  }
  folders_.assign(folders.begin(), folders.end());
}

std::vector<std::string> ListedImages::ending_with(const std::string& path) const {
  const auto named = by_name_.find(base_name(path));
  if (named == by_name_.end()) return {};
  const auto wanted = "/" + path;
  std::vector<std::string> found;
  for (const auto& file : named->second) {
    const auto whole = "/" + file;
    const auto without = whole.substr(0, whole.size() - std::filesystem::path(file).extension().string().size());
    if (whole.ends_with(wanted) || without.ends_with(wanted)) found.push_back(file);
  }
  return found;
}

std::vector<std::string> ListedImages::find(const std::string& name, const std::string& folder) const {
  auto path = with_slashes(name);
  if (path.empty() || path.ends_with('/')) return {};
  const auto beside = folder.empty() ? path : folder + "/" + path;
  if (const auto named = by_name_.find(base_name(path)); named != by_name_.end()) {
    if (std::find(named->second.begin(), named->second.end(), beside) != named->second.end()) return {beside};
  }
  while (true) {
    auto found = ending_with(path);
    const auto slash = path.find('/');
    if (!found.empty() || slash == std::string::npos) return found;
    path.erase(0, slash + 1);
  }
}

bool ListedImages::are_flat() const {
  return folders_.size() == 1 || std::all_of(folders_.begin(), folders_.end(), [](const std::string& folder) {
           return split_name(base_name(folder)).has_value();
         });
}

}  // namespace data
