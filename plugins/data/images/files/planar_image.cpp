#include "data/images/files/planar_image.hpp"

#include "evograd/error.hpp"

namespace data {

using namespace evograd;

void refuse_if_too_large(std::int64_t height, std::int64_t width, const std::string& name) {
  if (height * width <= largest_picture) return;
  throw Error(name, "claims " + std::to_string(width) + " x " + std::to_string(height) + " pixels, more than the " +
                        std::to_string(largest_picture) + " allowed");
}

}  // namespace data
