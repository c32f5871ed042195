#pragma once

#include <torch/nn/module.h>
#include <torch/nn/modules/linear.h>

#include <cstdint>
#include <memory>

#include "evograd/backbone.hpp"

namespace networks {

using namespace evograd;

/// A backbone with a linear head: logits [B, classes] from inputs [B, …].
///
/// Features of any shape are flattened; those of each position of a sequence of tokens, {T, C}, are averaged over the
/// tokens without padding. The head has torch's default initialisation. The backbone's sites are not used.
class Classifier : public torch::nn::Module {
 public:
  /// `input` is what the backbone was made for. Throws Error if the backbone is missing or declares an empty feature
  /// shape.
  Classifier(std::shared_ptr<Backbone> backbone, std::int64_t classes, const InputSpecification& input = {});

  /// Throws Error if the backbone's features do not have the declared shape.
  torch::Tensor forward(const torch::Tensor& inputs);

 private:
  std::shared_ptr<Backbone> backbone_;
  bool averages_;  // over the positions of a sequence
  std::int64_t padding_;
  torch::nn::Linear head_{nullptr};
  Tap unchanged_;
};

/// The mean [B, C] of `features` [B, T, C] over those of `tokens` [B, T] that are not `padding`; zeros if there is
/// none.
torch::Tensor mean_over_tokens(const torch::Tensor& features, const torch::Tensor& tokens, std::int64_t padding);

}  // namespace networks
