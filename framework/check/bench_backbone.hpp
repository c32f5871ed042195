#pragma once

#include "evograd/backbone.hpp"

namespace evograd::host::check {

/// A small network for whatever a task feeds, with two sites, smooth so that differences tell derivatives.
///
/// Images [C, H, W]: two convolutions, features [6] their means over space. Tokens [T]: features [T, 6], one of each
/// token. Anything else is flattened: features [6].
class BenchBackbone : public Backbone {
 public:
  explicit BenchBackbone(const InputSpecification& input);

  torch::Tensor forward(const torch::Tensor& input, Tap& tap) override;
  std::vector<std::int64_t> feature_shape() const override;
  std::vector<std::string> sites() const override { return {"layer.0", "layer.1"}; }

 private:
  InputSpecification input_;
  torch::Tensor table_;  // tokens' embeddings
  torch::Tensor weights_[2], biases_[2];
};

}  // namespace evograd::host::check
