#pragma once

#include <torch/nn/module.h>
#include <torch/nn/modules/linear.h>

#include <cstdint>
#include <memory>

#include "evograd/backbone.hpp"

namespace networks {

using namespace evograd;

/// A backbone with a linear head: logits [B, classes] of images [B, C, H, W].
///
/// Features of any shape are flattened. The head has torch's default initialisation. Nothing acts at the backbone's
/// sites.
class ImageClassifier : public torch::nn::Module {
 public:
  /// Throws Error when the backbone is missing or states an empty feature shape.
  ImageClassifier(std::shared_ptr<Backbone> backbone, std::int64_t classes);

  /// Throws Error when the backbone's features are not those that it stated.
  torch::Tensor forward(const torch::Tensor& images);

 private:
  std::shared_ptr<Backbone> backbone_;
  torch::nn::Linear head_{nullptr};
  Tap unchanged_;
};

}  // namespace networks
