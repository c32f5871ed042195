#pragma once

#include <filesystem>

#include "data/images/files/catalogue.hpp"

namespace data {

/// The classes of a folder with base.json, val.json and novel.json, each
/// {"label_names": [...], "image_names": [paths], "image_labels": [numbers]}: the few-shot community's file lists.
///
/// The labels that occur are the classes, in ascending order, named label_names[label], or by the number where that
/// list is short. A path is absolute, or relative to the list's folder or else to `images_root` (may be empty). Files
/// of the catalogue are absolute paths that were there; an absent list leaves its part empty.
///
/// Throws Error naming the file: without any list, malformed JSON (line and column), members that are absent or of
/// another kind or of different lengths, an image that is not there, one class name in two places.
Catalogue list_catalogue(const std::filesystem::path& folder, const std::filesystem::path& images_root);

/// True when one of the three files is in `folder`.
bool holds_image_lists(const std::filesystem::path& folder);

/// Adds what the catalogue depends on besides the images: the lists.
void identify_image_lists(const std::filesystem::path& folder, Fingerprint& fingerprint);

}  // namespace data
