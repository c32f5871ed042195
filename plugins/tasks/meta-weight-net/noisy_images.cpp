#include "noisy_images.hpp"

#include <fmt/core.h>
#include <torch/torch.h>

#include <algorithm>
#include <string>

#include "augmentation.hpp"
#include "evograd/error.hpp"
#include "label_noise.hpp"

namespace meta_weight_net {
namespace {

constexpr std::int64_t synthetic_training_images = 10000;
constexpr std::int64_t synthetic_test_images = 2000;

data::ImageDataRequest request(const MetaWeightNetOptions& options, const std::filesystem::path& folder) {
  data::ImageDataRequest wanted;
  wanted.name = options.dataset;
  if (!options.data.empty()) wanted.folder = folder / options.data;
  wanted.shape = options.image_shape;
  wanted.classes = options.classes;
  wanted.training_images =
      options.meta_size + (options.train_size > 0 ? options.train_size : synthetic_training_images);
  wanted.test_images = options.test_size > 0 ? options.test_size : synthetic_test_images;
  return wanted;
}

data::EpochSampler order(RandomKey key, const torch::Tensor& positions, std::int64_t batch_size, const char* option) {
  if (batch_size > positions.size(0)) {
    throw Error("task 'meta-weight-net'",
                fmt::format("{} is {}, but there are only {} images", option, batch_size, positions.size(0)),
                std::string("reduce ") + option);
  }
  return {key.fold(option), positions.size(0), batch_size};
}

}  // namespace

NoisyImages::NoisyImages(const MetaWeightNetOptions& options, const std::filesystem::path& folder, RandomKey key)
    : key_(key), data_(data::open_image_data(request(options, folder), key.fold("synthetic images"))) {
  split_ = split_off_meta_set(data_.training.labels, data_.classes, options.meta_size, options.train_size,
                              key.fold("split"));
  test_size_ = options.test_size > 0 ? std::min(options.test_size, data_.test.size()) : data_.test.size();
  augment_ = options.augment == "on" || (options.augment == "auto" && data_.colour_photographs);
  transition_ =
      transition_matrix(noise_named(options.noise), options.noise_rate, data_.classes, key.fold("noise classes"));
  clean_labels_ = data_.training.labels.index_select(0, split_.training);
  noisy_labels_ = corrupted(clean_labels_, transition_, key.fold("noise"));
  meta_labels_ = data_.training.labels.index_select(0, split_.meta);
  training_order_ = order(key, split_.training, options.batch_size, "batch_size");
  meta_order_ = order(key, split_.meta, options.meta_batch_size, "meta_batch_size");
}

Batch NoisyImages::training_batch(std::int64_t step) {
  const auto chosen = training_order_->indices(step);
  const auto key = key_.fold("training augmentation").fold(static_cast<std::uint64_t>(step));
  return {{"image", pixels(split_.training.index_select(0, chosen), key)},
          {"label", noisy_labels_.index_select(0, chosen)},
          {"clean_label", clean_labels_.index_select(0, chosen)}};
}

Batch NoisyImages::meta_batch(std::int64_t step) {
  const auto chosen = meta_order_->indices(step);
  const auto key = key_.fold("meta augmentation").fold(static_cast<std::uint64_t>(step));
  return {{"image", pixels(split_.meta.index_select(0, chosen), key)}, {"label", meta_labels_.index_select(0, chosen)}};
}

Selection NoisyImages::test() const {
  const auto labels = data_.test.labels.narrow(0, 0, test_size_);
  return {data_.test, torch::arange(test_size_), labels, labels};
}

double NoisyImages::corrupted_fraction() const {
  return noisy_labels_.ne(clean_labels_).to(torch::kFloat64).mean().item<double>();
}

torch::Tensor NoisyImages::pixels(const torch::Tensor& positions, RandomKey augmentation) const {
  const auto bytes = data_.training.images.index_select(0, positions);
  return data_.normalization(augment_ ? meta_weight_net::shifted_and_mirrored(bytes, augmentation) : bytes);
}

}  // namespace meta_weight_net
