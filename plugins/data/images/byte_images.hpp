#pragma once

#include <string>
#include <vector>

#include "data/images/image_set.hpp"

namespace data {

/// Replaces the images of `sets` by bytes, all by one rule that the range of the first set's values gives: values in 0
/// to 255 are rounded; values in 0 to 1 that are not all integers are multiplied by 255; any other range is mapped
/// linearly to 0 … 255, and values of other sets beyond it are clamped. Bytes stay as they are.
///
/// Says, naming `where`, what was done. Throws Error if one set's values are from 0 to 1 and another's are not. Later
/// normalization undoes any such scale.
void make_bytes(const std::vector<ImageSet*>& sets, const std::string& where);

}  // namespace data
