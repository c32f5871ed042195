#pragma once

#include <torch/nn/modules/conv.h>

#include <cstdint>
#include <string>
#include <vector>

#include "evograd/backbone.hpp"
#include "evograd/options.hpp"

namespace backbones {

using namespace evograd;

struct CharCnnOptions {
  std::int64_t embedding = 64;
  std::int64_t channels = 96;
  std::int64_t kernel = 3;
  std::int64_t layers = 2;
  double dropout = 0.2;
  std::string features = "pooled";

  static Schema<CharCnnOptions> schema();
};

/// A convolutional network over characters: embedding, then layers of 1-D convolution, ReLU and dropout.
///
/// Input [B, T] of token numbers; a batch may be shorter or longer than the task's T. The task defines the padding
/// token, which may be anywhere: the input of a convolution is zero there, as it is beyond the ends, and the features
/// ignore it, so that padding never changes the result. Features [B, 2 channels]: mean and then maximum over the
/// tokens, zeros where there are none; with features = "positions" the last layer itself, [B, T, channels], zero at
/// padding. Sites "conv1" …: each convolution's output before its ReLU, [B, T, channels]. Initial weights are torch's
/// default from the global generator, from which dropout also draws in training mode. Citation: X. Zhang, J. Zhao, Y.
/// LeCun, Character-level convolutional networks for text classification, NeurIPS 2015, with a deeper network.
class CharCnn : public Backbone {
 public:
  using Options = CharCnnOptions;

  /// `options` as parsed by the schema. Throws Error if the input does not consist of tokens.
  CharCnn(const Options& options, const InputSpecification& input);

  torch::Tensor forward(const torch::Tensor& input, Tap& tap) override;
  std::vector<std::int64_t> feature_shape() const override { return feature_shape_; }
  std::vector<std::string> sites() const override { return sites_; }

 private:
  std::int64_t padding_ = 0;
  double dropout_;
  bool pooled_;
  torch::Tensor embedding_;
  std::vector<torch::nn::Conv1d> convolutions_;
  std::vector<std::string> sites_;
  std::vector<std::int64_t> feature_shape_;
};

}  // namespace backbones
