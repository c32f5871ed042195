#include "data/images/files/planar_image.hpp"

#include <fmt/core.h>

#include "evograd/error.hpp"

namespace data {

using namespace evograd;

void refuse_if_too_large(std::int64_t height, std::int64_t width, const std::string& name) {
  if (height * width <= largest_picture) return;
  throw Error(name, fmt::format("claims {} x {} pixels, more than the {} allowed", width, height, largest_picture));
}

}  // namespace data
