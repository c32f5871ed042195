#pragma once

#include <string>

#include "data/images/files/catalogue.hpp"

namespace data {

/// The classes of a source. A class is a folder that directly holds images, wherever it lies: CLASS/IMAGE,
/// ALPHABET/CHARACTER/IMAGE, TOP/images/CLASS/IMAGE; folders above all classes do not matter.
///
/// The classes are assigned to the parts by class lists (read_class_lists), in which a class is named by its path or by
/// its folder's name and has all images below it; else by tables of images (csv_catalogue); else by folders train, val
/// and test above them (sort_class_folders); else all are in base. The images of a class are sorted by file name,
/// classes without lists by name. Files without a JPEG or PNG extension and files outside a class folder are skipped
/// and counted in the notes, as are unlisted classes.
///
/// Throws Error naming `place`, the folder or archive, if there is no image, if a listed class has no folder or no
/// image, and if it is not known which folders are classes.
Catalogue folder_catalogue(const FileSource& source, const std::string& place);

}  // namespace data
