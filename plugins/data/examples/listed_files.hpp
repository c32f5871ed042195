#pragma once

#include <string>

#include "data/examples/labelled_data.hpp"
#include "data/examples/raw_part.hpp"

namespace data {

/// `part`, made of the rows of a list or a table whose keys are paths of images, with its files: they lie in the first
/// of the folders and archives in which its first images do. Warns of images that are listed more than once.
///
/// Throws Error naming the list if there is no such folder, and if images are missing unless they are to be skipped;
/// `option` is the one that chose the paths, if any.
RawPart with_listed_files(RawPart part, const LabelledDataRequest& request, const std::string& option);

}  // namespace data
