#include "networks/input_shape.hpp"

#include <fmt/ranges.h>

#include <algorithm>

#include "evograd/error.hpp"

namespace networks {
namespace {

std::string offered(const InputSpecification& input) {
  auto text = "the task feeds " + shape_text(input.shape);
  if (input.vocabulary > 0) text += fmt::format(", tokens from a vocabulary of {}", input.vocabulary);
  return text;
}

bool usable(const InputSpecification& input) {
  return input.vocabulary == 0 && !input.shape.empty() &&
         std::all_of(input.shape.begin(), input.shape.end(), [](auto length) { return length > 0; });
}

}  // namespace

ImageShape image_shape(const InputSpecification& input, const std::string& backbone, std::int64_t smallest_side) {
  if (!usable(input) || input.shape.size() != 3) {
    throw Error("backbone '" + backbone + "'", "needs images {channels, height, width}, but " + offered(input),
                "choose another backbone for this task");
  }
  const ImageShape shape{input.shape[0], input.shape[1], input.shape[2]};
  if (shape.height < smallest_side || shape.width < smallest_side) {
    throw Error("backbone '" + backbone + "'",
                fmt::format("needs images of at least {0}x{0} pixels, but {1}", smallest_side, offered(input)),
                "choose another backbone for this task");
  }
  return shape;
}

std::int64_t flat_size(const InputSpecification& input, const std::string& backbone) {
  if (!usable(input)) {
    throw Error("backbone '" + backbone + "'", "needs numeric input with a fixed shape, but " + offered(input),
                "choose another backbone for this task");
  }
  std::int64_t size = 1;
  for (const auto length : input.shape) size *= length;
  return size;
}

std::string shape_text(const std::vector<std::int64_t>& shape) { return fmt::format("{{{}}}", fmt::join(shape, ", ")); }

}  // namespace networks
