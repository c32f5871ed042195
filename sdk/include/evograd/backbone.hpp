#pragma once

#include <torch/nn/module.h>

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "evograd/export.hpp"

namespace evograd {

/// A function applied to the activations at a backbone's sites. The task sets it; the default changes nothing.
///
/// A backbone calls `tap(site, activation)` at each of its sites, once per forward pass and in the order of sites(),
/// and continues with the returned value (same shape). This is where LFT's feature-wise transformation and MetaXL's
/// representation transformation act on any backbone.
class EVOGRAD_API Tap {
 public:
  virtual ~Tap() = default;

  /// The activations with which the backbone continues, in the shape of `activation` [B, ..]; `site` is one of
  /// Backbone::sites(). Gradient reaches `activation`, and λ if the task's tap uses it. The default returns
  /// `activation`.
  virtual torch::Tensor operator()(std::string_view site, const torch::Tensor& activation);
};

/// The input that a task feeds into a backbone.
struct InputSpecification {
  /// The shape of one example, without the batch dimension: {C, H, W} for images, {T} for token sequences.
  std::vector<std::int64_t> shape;
  std::int64_t vocabulary = 0;  ///< the number of distinct tokens; 0 if the input is not a token sequence
  std::int64_t padding = 0;     ///< the token that fills up shorter sequences
};

/// The network without its head: an ordinary module that names its sites and the shape of its features.
class EVOGRAD_API Backbone : public torch::nn::Module {
 public:
  /// Features [B, ...feature_shape()] of `input` [B, ...InputSpecification::shape]. Every parameter used carries
  /// gradient.
  virtual torch::Tensor forward(const torch::Tensor& input, Tap& tap) = 0;

  /// The shape of one example's features, without the batch dimension.
  virtual std::vector<std::int64_t> feature_shape() const = 0;

  /// The names of the sites where activations pass through the tap, in the order of the forward pass.
  virtual std::vector<std::string> sites() const { return {}; }
};

}  // namespace evograd
