#include "synthetic_domain.hpp"

#include <fmt/core.h>
#include <torch/torch.h>

#include <utility>

namespace lft {
namespace {

constexpr std::int64_t classes_per_split = 12;
constexpr std::int64_t splits = 3;
constexpr std::int64_t samples_per_class = 24;
constexpr std::int64_t grid = 8;  // side of the patterns before they are enlarged
constexpr double noise_deviation = 0.7;

std::int64_t position(Split split, std::int64_t class_index) {
  return static_cast<std::int64_t>(split) * classes_per_split + class_index;
}

}  // namespace

SyntheticDomain::SyntheticDomain(std::string name, std::int64_t image_size, std::int64_t channels, RandomKey key)
    : name_(std::move(name)), key_(key.fold(name_)), image_size_(image_size), channels_(channels) {
  const auto look = torch::rand({2}, key_.fold("look").generator(), torch::kFloat64);
  contrast_ = 0.5 + look[0].item<double>();
  brightness_ = 2 * look[1].item<double>() - 1;
  patterns_ = torch::randn({splits * classes_per_split, channels, grid, grid}, key_.fold("patterns").generator());
  for (std::int64_t i = 0; i < splits * classes_per_split; ++i) class_names_.push_back(fmt::format("pattern {}", i));
}

std::int64_t SyntheticDomain::class_count(Split) const { return classes_per_split; }

const std::string& SyntheticDomain::class_name(Split split, std::int64_t class_index) const {
  return class_names_.at(static_cast<std::size_t>(position(split, class_index)));
}

std::int64_t SyntheticDomain::sample_count(Split, std::int64_t) const { return samples_per_class; }

torch::Tensor SyntheticDomain::images(Split split, const std::vector<Sample>& samples,
                                      const torch::Tensor& noise) const {
  std::vector<std::int64_t> rows;
  for (const auto& sample : samples) rows.push_back(position(split, sample.class_index));
  const auto pattern = patterns_.index_select(0, torch::tensor(rows, torch::kInt64));
  const auto enlarged = torch::upsample_bilinear2d(pattern + noise_deviation * noise, {image_size_, image_size_},
                                                   /*align_corners=*/false);
  return enlarged.mul_(contrast_).add_(brightness_);
}

torch::Tensor SyntheticDomain::training_images(Split split, const std::vector<Sample>& samples, RandomKey key) const {
  const auto count = static_cast<std::int64_t>(samples.size());
  return images(split, samples, torch::randn({count, channels_, grid, grid}, key.generator()));
}

torch::Tensor SyntheticDomain::evaluation_images(Split split, const std::vector<Sample>& samples) const {
  std::vector<torch::Tensor> noise;
  for (const auto& sample : samples) {
    const auto key = key_.fold(static_cast<std::uint64_t>(position(split, sample.class_index)))
                         .fold(static_cast<std::uint64_t>(sample.index));
    noise.push_back(torch::randn({channels_, grid, grid}, key.generator()));
  }
  return images(split, samples, torch::stack(noise));
}

std::vector<std::shared_ptr<const Domain>> make_synthetic_domains(std::int64_t image_size, std::int64_t channels) {
  std::vector<std::shared_ptr<const Domain>> all;
  for (const char* name : {"amber", "basalt", "cedar", "dune", "ember"}) {
    all.push_back(std::make_shared<SyntheticDomain>(name, image_size, channels, RandomKey(1).fold("synthetic domain")));
  }
  return all;
}

}  // namespace lft
