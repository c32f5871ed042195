#pragma once

#include "data/images/files/catalogue.hpp"
#include "data/images/files/image_cache.hpp"
#include "data/images/files/open_images.hpp"

namespace data {

/// Decodes every image of `catalogue`, shrinks it as `settings` say and appends it to `sink`, which is then finished.
///
/// What cannot be decoded is listed in `corrupt`, not thrown; a class without an image left is dropped with a note.
/// Several threads decode, some megabytes of files at a time; the result is the same with any number.
CachedImages decode_catalogue(const FileSource& source, Catalogue catalogue, const ImageSettings& settings,
                              PixelSink& sink);

}  // namespace data
