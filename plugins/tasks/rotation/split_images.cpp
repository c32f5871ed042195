#include "split_images.hpp"

#include <fmt/core.h>
#include <torch/torch.h>

#include <algorithm>
#include <string>

#include "evograd/error.hpp"
#include "nearest_rotation.hpp"

namespace rotation {
namespace {

constexpr std::int64_t synthetic_training_images = 10000;
constexpr std::int64_t synthetic_test_images = 2000;

data::ImageDataRequest request(const RotationOptions& options, const std::filesystem::path& folder) {
  data::ImageDataRequest wanted;
  wanted.name = options.dataset;
  if (!options.data.empty()) wanted.folder = folder / options.data;
  wanted.shape = options.image_shape;
  wanted.classes = options.classes;
  wanted.training_images =
      options.validation_size + (options.train_size > 0 ? options.train_size : synthetic_training_images);
  wanted.test_images = options.test_size > 0 ? options.test_size : synthetic_test_images;
  return wanted;
}

data::ImageSet selected(const data::ImageSet& set, const torch::Tensor& positions) {
  return {set.images.index_select(0, positions), set.labels.index_select(0, positions)};
}

data::ImageSet first(const data::ImageSet& set, std::int64_t count) {
  count = count > 0 ? std::min(count, set.size()) : set.size();
  return {set.images.narrow(0, 0, count), set.labels.narrow(0, 0, count)};
}

data::ImageSet rotated(const data::ImageSet& set, double degrees) {
  return {rotated_nearest(set.images, degrees), set.labels};
}

data::EpochSampler order(RandomKey key, std::int64_t examples, std::int64_t batch_size, const char* option) {
  if (batch_size > examples) {
    throw Error("task 'rotation'", fmt::format("{} is {}, but there are only {} images", option, batch_size, examples),
                std::string("reduce ") + option);
  }
  return {key.fold(option), examples, batch_size};
}

void require_enough(const RotationOptions& options, std::int64_t available) {
  const auto wanted = options.validation_size + std::max<std::int64_t>(options.train_size, 1);
  if (wanted <= available) return;
  throw Error("task 'rotation'",
              fmt::format("train_size is {} and validation_size {}, but there are only {} images", options.train_size,
                          options.validation_size, available),
              "reduce train_size or validation_size");
}

}  // namespace

SplitImages::SplitImages(const RotationOptions& options, const std::filesystem::path& folder, RandomKey key)
    : data_(data::open_image_data(request(options, folder), key.fold("synthetic images"))) {
  const auto available = data_.training.size();
  require_enough(options, available);
  const auto shuffled = torch::randperm(available, key.fold("split").generator());
  const auto left = available - options.validation_size;
  validation_positions_ = shuffled.narrow(0, 0, options.validation_size);
  training_positions_ = shuffled.narrow(0, options.validation_size, options.train_size > 0 ? options.train_size : left);
  validation_ = rotated(selected(data_.training, validation_positions_), options.angle);
  data_.test = first(data_.test, options.test_size);
  rotated_test_ = rotated(data_.test, options.angle);
  training_order_ = order(key, training_positions_.size(0), options.batch_size, "batch_size");
  validation_order_ = order(key, validation_.size(), options.validation_batch_size, "validation_batch_size");
}

Batch SplitImages::training_batch(std::int64_t step) {
  const auto chosen = selected(data_.training, training_positions_.index_select(0, training_order_->indices(step)));
  return {{"image", data_.normalization(chosen.images)}, {"label", chosen.labels}};
}

Batch SplitImages::validation_batch(std::int64_t step) {
  const auto chosen = selected(validation_, validation_order_->indices(step));
  return {{"image", data_.normalization(chosen.images)}, {"label", chosen.labels}};
}

}  // namespace rotation
