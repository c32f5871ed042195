#pragma once

#include <string>

#include "data/images/files/catalogue.hpp"

namespace data {

/// The classes of a source laid out as CLASS/IMAGE or DOMAIN/CLASS/IMAGE; images may also lie deeper below the class.
///
/// Class lists next to the class folders assign the classes to the parts (read_class_lists); without lists all are in
/// base. The images of a class are sorted by file name, classes without lists by name. Files without a JPEG or PNG
/// extension and files outside a class folder are skipped and counted in the notes, as are unlisted classes. Throws
/// Error naming `place`, the folder or archive, if there is no image, and if a listed class has no folder or no image.
Catalogue folder_catalogue(const FileSource& source, const std::string& place);

}  // namespace data
