#pragma once

#include <filesystem>

#include "data/images/files/catalogue.hpp"

namespace data {

/// The classes of a folder with base.json, val.json and novel.json, each
/// {"label_names": [...], "image_names": [paths], "image_labels": [numbers]}: the few-shot community's file lists.
///
/// The labels that occur are the classes, in ascending order, named label_names[label], or by the number if label_names
/// is too short. A path is absolute, or relative to the list's folder or else to `images_root` (may be empty), with
/// slashes or backslashes; of an absolute path that does not exist, the last parts may lead to a file there. Files of
/// the catalogue are absolute paths of existing files; a missing list leaves its part empty.
///
/// Throws Error naming the file if there is no list, the JSON is malformed (line and column), members are missing, of
/// another type or of different lengths, an image does not exist, or a class name occurs twice, but for classes that
/// val.json and novel.json share, which a note names.
Catalogue list_catalogue(const std::filesystem::path& folder, const std::filesystem::path& images_root);

/// True if one of the three files is in `folder`.
bool holds_image_lists(const std::filesystem::path& folder);

/// Adds the lists, on which the catalogue depends besides the images.
void identify_image_lists(const std::filesystem::path& folder, Fingerprint& fingerprint);

}  // namespace data
