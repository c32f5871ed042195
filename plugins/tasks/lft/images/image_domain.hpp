#pragma once

#include "data/images/files/image_collection.hpp"
#include "tasks/lft/domain.hpp"

namespace lft {

using namespace evograd;

/// How the images of a collection become examples.
struct ImageDomainOptions {
  std::int64_t image_size = 84;  ///< side S of the square input of networks
  std::int64_t channels = 3;     ///< 1 or 3; grey images are repeated, colour becomes luma
  bool augment = true;           ///< false: training images are preprocessed as in evaluation
};

/// Throws Error unless image_size is at least 1 and channels 1 or 3.
void check(const ImageDomainOptions& options);

/// A domain of photographs.
///
/// Training images: RandomResizedCrop, jitter of brightness, contrast and colour by up to 0.4, mirroring; the draws are
/// a function of the key and of the position in the batch. Evaluation: the short side scaled to 1.15 S, then a centre
/// crop. Both normalised by ImageNet's statistics (SquareImages). Thread-safe.
/// Citation: H.-Y. Tseng, H.-Y. Lee, J.-B. Huang, M.-H. Yang, Cross-domain few-shot classification via learned
/// feature-wise transformation, ICLR 2020; the recipe is that of W.-Y. Chen et al., A closer look at few-shot
/// classification, ICLR 2019.
class ImageDomain : public Domain {
 public:
  ImageDomain(data::ImageCollection images, const ImageDomainOptions& options);

  const std::string& name() const override { return images_.name; }
  std::int64_t class_count(Split split) const override;
  const std::string& class_name(Split split, std::int64_t class_index) const override;
  std::int64_t sample_count(Split split, std::int64_t class_index) const override;
  torch::Tensor training_images(Split split, const std::vector<Sample>& samples, RandomKey key) const override;
  torch::Tensor evaluation_images(Split split, const std::vector<Sample>& samples) const override;

 private:
  const std::vector<data::ImageClass>& classes(Split split) const;
  const data::ImageClass& one_class(Split split, std::int64_t class_index) const;

  template <class Write>
  torch::Tensor batch(Split split, const std::vector<Sample>& samples, const Write& write) const;

  data::ImageCollection images_;
  ImageDomainOptions options_;
};

}  // namespace lft
