#pragma once

#include <torch/nn/modules/linear.h>

#include <cstdint>

#include "evograd/backbone.hpp"
#include "evograd/options.hpp"

namespace toy {

struct WidenOptions {
  std::int64_t width = 4;

  static evograd::Schema<WidenOptions> schema();
};

/// max(W x + b, 0).
class Widen : public evograd::Backbone {
 public:
  using Options = WidenOptions;

  /// `input` has one dimension.
  Widen(const Options& options, const evograd::InputSpecification& input);

  torch::Tensor forward(const torch::Tensor& input, evograd::Tap& tap) override;
  std::vector<std::int64_t> feature_shape() const override { return {width_}; }
  std::vector<std::string> sites() const override { return {"hidden"}; }

 private:
  std::int64_t width_;
  torch::nn::Linear linear_;
};

}  // namespace toy
