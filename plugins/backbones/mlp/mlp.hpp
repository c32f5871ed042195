#pragma once

#include <torch/nn/modules/linear.h>

#include <cstdint>
#include <string>
#include <vector>

#include "evograd/backbone.hpp"
#include "evograd/options.hpp"

namespace backbones {

using namespace evograd;

struct MlpOptions {
  std::vector<std::int64_t> hidden = {256, 128};

  static Schema<MlpOptions> schema();
};

/// Fully connected layers with ReLU: h_l = max(W_l h_{l-1} + b_l, 0), h_0 the flattened input; features are the last
/// h_l.
///
/// Input [B, ...] of any shape without a vocabulary, features [B, hidden.back()], or the flattened input if `hidden` is
/// empty (with a linear head: logistic regression). Sites "hidden.0" …: W_l h_{l-1} + b_l before its ReLU, [B,
/// hidden[l]]. Draws initial weights (torch's default) from the global generator; the forward pass does not draw random
/// numbers.
class Mlp : public Backbone {
 public:
  using Options = MlpOptions;

  /// Throws Error if the input consists of tokens or is empty.
  Mlp(const Options& options, const InputSpecification& input);

  torch::Tensor forward(const torch::Tensor& input, Tap& tap) override;
  std::vector<std::int64_t> feature_shape() const override { return {feature_size_}; }
  std::vector<std::string> sites() const override { return sites_; }

 private:
  std::int64_t feature_size_;
  std::vector<torch::nn::Linear> layers_;
  std::vector<std::string> sites_;
};

}  // namespace backbones
