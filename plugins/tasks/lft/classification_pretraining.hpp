#pragma once

#include <torch/nn/modules/linear.h>

#include <memory>
#include <string>

#include "domain.hpp"
#include "evograd/backbone.hpp"
#include "evograd/pretraining.hpp"
#include "evograd/random.hpp"

namespace lft {

using namespace evograd;

/// Classification of a domain's base classes by a linear layer on the backbone's features, averaged over positions if
/// they are maps: the pre-training of the LFT reference.
class ClassificationPretraining : public Pretraining, public DivisiblePretraining {
 public:
  /// `data` describes the images and their preprocessing; it becomes part of identity().
  ClassificationPretraining(std::shared_ptr<Backbone> backbone, std::shared_ptr<const Domain> domain,
                            std::int64_t batch_size, RandomKey key, std::string data);

  std::shared_ptr<torch::nn::Module> model() override { return model_; }
  torch::Tensor loss(std::int64_t step) override { return partial_loss(step, 0, 1); }
  torch::Tensor partial_loss(std::int64_t step, std::int64_t part, std::int64_t parts) override;
  std::string identity() const override;
  /// accuracy, in percent, on images of the base classes preprocessed as in evaluation.
  Metrics evaluate() override;

 private:
  torch::Tensor logits(const torch::Tensor& images);

  std::shared_ptr<Backbone> backbone_;
  std::shared_ptr<const Domain> domain_;
  std::int64_t batch_size_;
  RandomKey key_;
  std::string data_;
  std::shared_ptr<torch::nn::Module> model_;
  torch::nn::Linear head_{nullptr};
};

}  // namespace lft
