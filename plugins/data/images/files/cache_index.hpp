#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "data/images/files/image_cache.hpp"

namespace data {

/// Everything in `images` except the pixels, serialized.
std::string index_text(const CachedImages& images);

/// The argument of index_text(), or nothing if `text` is incomplete or refers to pixels outside `pixel_bytes`.
std::optional<CachedImages> parsed_index(const std::string& text, std::int64_t pixel_bytes);

}  // namespace data
