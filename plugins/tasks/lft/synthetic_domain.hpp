#pragma once

#include <memory>
#include <string>
#include <vector>

#include "domain.hpp"

namespace lft {

using namespace evograd;

/// Random patterns, for tests and benchmarks without data: a class is a smooth pattern, an image is that pattern with
/// smooth noise, and each domain has its own contrast and brightness.
class SyntheticDomain : public Domain {
 public:
  SyntheticDomain(std::string name, std::int64_t image_size, std::int64_t channels, RandomKey key);

  const std::string& name() const override { return name_; }
  std::int64_t class_count(Split split) const override;
  const std::string& class_name(Split split, std::int64_t class_index) const override;
  std::int64_t sample_count(Split split, std::int64_t class_index) const override;
  torch::Tensor training_images(Split split, const std::vector<Sample>& samples, RandomKey key) const override;
  torch::Tensor evaluation_images(Split split, const std::vector<Sample>& samples) const override;

 private:
  torch::Tensor images(Split split, const std::vector<Sample>& samples, const torch::Tensor& noise) const;

  std::string name_;
  RandomKey key_;
  std::int64_t image_size_;
  std::int64_t channels_;
  double contrast_;
  double brightness_;
  std::vector<std::string> class_names_;
  torch::Tensor patterns_;  ///< [classes, C, g, g], classes split by split
};

/// Five synthetic domains.
std::vector<std::shared_ptr<const Domain>> make_synthetic_domains(std::int64_t image_size, std::int64_t channels);

}  // namespace lft
