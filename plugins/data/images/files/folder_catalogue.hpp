#pragma once

#include <string>

#include "data/images/files/catalogue.hpp"

namespace data {

/// The classes of a source laid out as CLASS/IMAGE or DOMAIN/CLASS/IMAGE; images may also lie deeper below the class.
///
/// Class lists beside the class folders say which class is in which part (read_class_lists); without lists all are in
/// base. A class is sorted by file name, classes without lists by name. What has no ending of JPEG or PNG and what lies
/// outside a class folder is left out and counted in the notes, as are classes that no list names. Throws Error naming
/// `place`, the folder or archive, when there is no image, and when a listed class has no folder or no image.
Catalogue folder_catalogue(const FileSource& source, const std::string& place);

}  // namespace data
