#include "data/examples/image_inputs.hpp"

#include <fmt/format.h>
#include <torch/torch.h>

#include <utility>

#include "data/images/augmentation.hpp"

namespace data {

ImageInputs::ImageInputs(torch::Tensor images, torch::Tensor places, Normalization normalization, Name name)
    : images_(std::move(images)),
      places_(std::move(places)),
      normalization_(std::move(normalization)),
      name_(std::move(name)) {}

torch::Tensor ImageInputs::bytes(const torch::Tensor& positions) const {
  return images_.index_select(0, places_.defined() ? places_.index_select(0, positions) : positions);
}

torch::Tensor ImageInputs::augmented(const torch::Tensor& positions, RandomKey key) const {
  return normalization_(shifted_and_mirrored(bytes(positions), key));
}

std::string ImageInputs::name(std::int64_t position) const {
  return name_ ? name_(position) : fmt::to_string(position);
}

}  // namespace data
