#include "framework/report/run_labels.hpp"

#include <algorithm>
#include <set>
#include <system_error>

#include "evograd/error.hpp"

namespace evograd::host {
namespace {

using Path = std::filesystem::path;

/// The last `count` names of a path; all of them if it has fewer.
std::string tail(const Path& path, std::size_t count) {
  const std::vector<Path> names(path.begin(), path.end());
  Path made;
  for (std::size_t i = names.size() - std::min(count, names.size()); i < names.size(); ++i) made /= names[i];
  return made.string();
}

}  // namespace

std::vector<std::string> run_labels(const std::vector<Path>& folders) {
  std::vector<Path> paths;
  std::size_t longest = 1;
  for (const auto& folder : folders) {
    std::error_code failure;
    auto path = std::filesystem::weakly_canonical(std::filesystem::absolute(folder), failure);
    if (!path.has_filename()) path = path.parent_path();  // "runs/first/"
    if (std::find(paths.begin(), paths.end(), path) != paths.end()) {
      throw Error(folder.string(), "is listed twice", "list each run once");
    }
    longest = std::max<std::size_t>(longest, std::distance(path.begin(), path.end()));
    paths.push_back(path);
  }
  std::vector<std::string> labels;
  for (std::size_t count = 1; count <= longest; ++count) {
    labels.clear();
    for (const auto& path : paths) labels.push_back(tail(path, count));
    if (std::set(labels.begin(), labels.end()).size() == labels.size()) break;
  }
  return labels;
}

}  // namespace evograd::host
