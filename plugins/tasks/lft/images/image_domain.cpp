#include "tasks/lft/images/image_domain.hpp"

#include <fmt/core.h>
#include <torch/torch.h>

#include <utility>

#include "evograd/error.hpp"
#include "tasks/lft/images/augmented_image.hpp"

namespace lft {

void check(const ImageDomainOptions& options) {
  if (options.image_size < 1) {
    throw Error("image_size", fmt::format("is {}, must be at least 1", options.image_size));
  }
  if (options.channels != 1 && options.channels != 3) {
    throw Error("channels", fmt::format("is {}, must be 1 or 3", options.channels), "use 3 for colour, 1 for grey");
  }
}

ImageDomain::ImageDomain(data::ImageCollection images, const ImageDomainOptions& options)
    : images_(std::move(images)), options_(options) {
  check(options_);
}

const std::vector<data::ImageClass>& ImageDomain::classes(Split split) const {
  switch (split) {
    case Split::base:
      return images_.parts[static_cast<std::size_t>(data::Part::base)];
    case Split::validation:
      return images_.parts[static_cast<std::size_t>(data::Part::validation)];
    case Split::novel:
      break;
  }
  return images_.parts[static_cast<std::size_t>(data::Part::novel)];
}

const data::ImageClass& ImageDomain::one_class(Split split, std::int64_t class_index) const {
  const auto& all = classes(split);
  TORCH_CHECK(class_index >= 0 && class_index < static_cast<std::int64_t>(all.size()), name(), ": class ", class_index,
              " of ", all.size());
  return all[static_cast<std::size_t>(class_index)];
}

std::int64_t ImageDomain::class_count(Split split) const { return static_cast<std::int64_t>(classes(split).size()); }

const std::string& ImageDomain::class_name(Split split, std::int64_t class_index) const {
  return one_class(split, class_index).name;
}

std::int64_t ImageDomain::sample_count(Split split, std::int64_t class_index) const {
  return static_cast<std::int64_t>(one_class(split, class_index).images.size());
}

template <class Write>
torch::Tensor ImageDomain::batch(Split split, const std::vector<Sample>& samples, const Write& write) const {
  const auto count = static_cast<std::int64_t>(samples.size());
  auto result = torch::empty({count, options_.channels, options_.image_size, options_.image_size});
  auto* target = result.data_ptr<float>();
  SquareImages square(options_.image_size, options_.channels);
  for (std::size_t position = 0; position < samples.size(); ++position) {
    const auto& sample = samples[position];
    const auto& images = one_class(split, sample.class_index).images;
    TORCH_CHECK(sample.index >= 0 && sample.index < static_cast<std::int64_t>(images.size()), name(), ": image ",
                sample.index, " of ", images.size());
    const auto& image = images[static_cast<std::size_t>(sample.index)];
    write(square, Pixels{images_.pixels(image), image.channels, image.height, image.width}, position, target);
    target += options_.channels * options_.image_size * options_.image_size;
  }
  return result;
}

torch::Tensor ImageDomain::training_images(Split split, const std::vector<Sample>& samples, RandomKey key) const {
  if (!options_.augment) return evaluation_images(split, samples);
  return batch(split, samples, [&](SquareImages& square, const Pixels& image, std::uint64_t position, float* target) {
    square.augmented(image, drawn_augmentation(image.height, image.width, key, position), target);
  });
}

torch::Tensor ImageDomain::evaluation_images(Split split, const std::vector<Sample>& samples) const {
  return batch(split, samples, [](SquareImages& square, const Pixels& image, std::uint64_t, float* target) {
    square.centred(image, target);
  });
}

}  // namespace lft
