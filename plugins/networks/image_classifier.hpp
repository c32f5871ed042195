#pragma once

#include <torch/nn/module.h>
#include <torch/nn/modules/linear.h>

#include <cstdint>
#include <memory>

#include "evograd/backbone.hpp"

namespace networks {

using namespace evograd;

/// A backbone with a linear head: logits [B, classes] from images [B, C, H, W].
///
/// Features of any shape are flattened. The head has torch's default initialisation. The backbone's sites are not used.
class ImageClassifier : public torch::nn::Module {
 public:
  /// Throws Error if the backbone is missing or declares an empty feature shape.
  ImageClassifier(std::shared_ptr<Backbone> backbone, std::int64_t classes);

  /// Throws Error if the backbone's features do not have the declared shape.
  torch::Tensor forward(const torch::Tensor& images);

 private:
  std::shared_ptr<Backbone> backbone_;
  torch::nn::Linear head_{nullptr};
  Tap unchanged_;
};

}  // namespace networks
