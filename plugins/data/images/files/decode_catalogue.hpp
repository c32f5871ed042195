#pragma once

#include "data/images/files/catalogue.hpp"
#include "data/images/files/image_cache.hpp"
#include "data/images/files/open_images.hpp"

namespace data {

/// Decodes every image of `catalogue`, shrinks it according to `settings` and appends it to `sink`, then finishes the
/// sink.
///
/// Images that cannot be decoded are listed in `corrupt` without an exception; a class with no image left is dropped
/// with a note. Several threads decode, a few megabytes of files at a time; the result does not depend on their number.
CachedImages decode_catalogue(const FileSource& source, Catalogue catalogue, const ImageSettings& settings,
                              PixelSink& sink);

}  // namespace data
