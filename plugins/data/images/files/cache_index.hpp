#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "data/images/files/image_cache.hpp"

namespace data {

/// All of `images` but the pixels, in bytes.
std::string index_text(const CachedImages& images);

/// What index_text() was given, or nothing when `text` is not whole or names pixels outside of `pixel_bytes`.
std::optional<CachedImages> parsed_index(const std::string& text, std::int64_t pixel_bytes);

}  // namespace data
