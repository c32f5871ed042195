#pragma once

#include <optional>

#include "data/images/files/catalogue.hpp"

namespace data {

/// The classes of a source whose images are listed in CSV files, such as mini-ImageNet's: train.csv, val.csv and
/// test.csv (see split_name) with a column of image names and one of labels, or one table with a column that names the
/// part of each image. Separators are commas, semicolons or tabs.
///
/// Columns are found by their names (filename, image, path …; label, class …; split …); a table of two columns needs no
/// header. An image is named by its path, relative to the table or to any folder above the images, with slashes or
/// backslashes, with or without its ending. Classes are sorted by name, images in the order of the rows.
///
/// Nothing if no CSV file lists images. Throws Error naming file and line if images do not exist, a name fits more than
/// one image, an image is listed under two classes, and as require_own_classes().
std::optional<Catalogue> csv_catalogue(const FileSource& source, const std::vector<std::string>& files,
                                       const std::string& place);

/// True if `file` ends like a table.
bool is_table_name(const std::string& file);

}  // namespace data
