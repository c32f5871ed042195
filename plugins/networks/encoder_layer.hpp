#pragma once

#include <torch/nn/modules/linear.h>
#include <torch/nn/modules/normalization.h>

#include <cstdint>
#include <functional>

#include "networks/self_attention.hpp"

namespace networks {

/// Where an encoder layer normalizes: the output of a residual sum (as in BERT) or the input of a branch.
enum class NormOrder { after, before };

struct EncoderLayerSizes {
  std::int64_t hidden;
  std::int64_t heads;  ///< divides hidden
  std::int64_t feed_forward;
  double dropout;
  double epsilon;  ///< of the layer norms
  NormOrder norm = NormOrder::after;
  bool recompute = false;  ///< the backward pass repeats the layer, of which then only the input is saved
};

/// A transformer encoder layer: self-attention and a feed-forward network, W₂ gelu(W₁ h), each the branch of a residual
/// sum.
///
/// Uses the exact GELU. In training mode dropout, from the global generator, is also applied to each branch's output.
/// Everything can be differentiated twice and in forward mode, which torch's own TransformerEncoderLayer does not
/// guarantee. Citation: A. Vaswani et al., Attention is all you need, NeurIPS 2017; J. Devlin et al., BERT, NAACL 2019.
class EncoderLayer : public torch::nn::Module {
 public:
  explicit EncoderLayer(const EncoderLayerSizes& sizes);

  /// [B, T, hidden] from `x` [B, T, hidden]; `bias` [B, 1, T] is padding_bias().
  torch::Tensor forward(const torch::Tensor& x, const torch::Tensor& bias);

 private:
  using Branch = std::function<torch::Tensor(const torch::Tensor&)>;

  torch::Tensor layer(const torch::Tensor& x, const torch::Tensor& bias);
  torch::Tensor residual(const torch::Tensor& x, torch::nn::LayerNorm& norm, const Branch& branch);

  double dropout_;
  NormOrder order_;
  bool recompute_;
  std::shared_ptr<SelfAttention> attention_;
  torch::nn::LayerNorm attention_norm_;
  torch::nn::Linear expand_, contract_;
  torch::nn::LayerNorm output_norm_;
};

/// A layer norm over the last dimension, of `size`.
torch::nn::LayerNorm layer_norm(std::int64_t size, double epsilon);

/// Sets BERT's initial values from the global generator: weights N(0, 0.02²), biases 0, norms the identity.
void initialize_as_bert(torch::nn::Module& module);

}  // namespace networks
