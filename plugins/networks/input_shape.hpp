#pragma once

#include <cstdint>
#include <string>

#include "evograd/backbone.hpp"

namespace networks {

using namespace evograd;

/// The shape of one image.
struct ImageShape {
  std::int64_t channels;
  std::int64_t height;
  std::int64_t width;
};

/// The shape in `input`; throws Error naming `backbone` unless it is {C, H, W} with sides of at least `smallest_side`.
ImageShape image_shape(const InputSpecification& input, const std::string& backbone, std::int64_t smallest_side = 1);

/// The number of values of one example; throws Error naming `backbone` if the input consists of tokens or is empty.
std::int64_t flat_size(const InputSpecification& input, const std::string& backbone);

/// "{3, 32, 32}"
std::string shape_text(const std::vector<std::int64_t>& shape);

}  // namespace networks
