#pragma once

#include <map>
#include <string>
#include <vector>

namespace data {

/// Finds the images of a source by the names that lists give them.
class ListedImages {
 public:
  explicit ListedImages(const std::vector<std::string>& files);

  /// The images that `name` may be, none or more: the one with this path below `folder`, else those whose path ends
  /// with it, else those whose path ends with the longest last part of it; a name may have backslashes and lack the
  /// ending.
  std::vector<std::string> find(const std::string& name, const std::string& folder) const;

  /// Whether all images are in one folder, or in folders named like train, val and test.
  bool are_flat() const;

 private:
  std::vector<std::string> ending_with(const std::string& path) const;

  std::map<std::string, std::vector<std::string>> by_name_;  ///< paths by file name, with and without its ending
  std::vector<std::string> folders_;
};

}  // namespace data
