#pragma once

#include <map>
#include <string>
#include <vector>

#include "data/images/files/catalogue.hpp"

namespace data {

/// The class folders of a source: the folders that directly hold images.
struct ClassFolders {
  std::string root;                                         ///< "" or "TOP/images/": what lies above all of them
  std::map<std::string, std::vector<std::string>> classes;  ///< images by class, the folder's path below the root
  std::vector<std::string> beside;                          ///< images above the class folders, which are in none
};

/// Finds the class folders among `images`, the files of a source that are images, sorted. The root is the longest path
/// that all class folders lie below; "images" and the like at the end of all, as in CLASS/images/IMAGE, is not part of
/// the name, and a single folder of that name is no class.
///
/// Throws Error naming `place` and the folders if one that holds images has others with images below it, since it is
/// not known which of them are classes.
ClassFolders class_folders(const std::vector<std::string>& images, const std::string& place);

/// Sorts the class folders into the parts of `catalogue`: by the folders above them if these are named like train, val
/// and test (see split_name), else all into base. Adds a note if classes lie deeper than directly below the root or
/// their part.
///
/// Throws Error naming `place` if train, val or test hold images directly, if they lie beside other folders, or if a
/// class is in the base part and in another.
void sort_class_folders(ClassFolders folders, const std::string& place, Catalogue& catalogue);

/// Throws Error naming `place` if a class of the base part of `catalogue` is in another part as well, and adds a note
/// if one is in the validation and the novel part.
void require_own_classes(Catalogue& catalogue, const std::string& place);

}  // namespace data
