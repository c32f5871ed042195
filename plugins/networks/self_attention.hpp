#pragma once

#include <torch/nn/module.h>
#include <torch/nn/modules/linear.h>

#include <cstdint>

namespace networks {

/// The bias of the attention scores, [B, 1, T] with the type and device of `like`: 0 for tokens, and where `padding`
/// [B, T] is true a number so low that the key's weight becomes exactly 0.
///
/// The number is finite: a sequence with only padding gives meaningless but finite values and gradients.
torch::Tensor padding_bias(const torch::Tensor& padding, const torch::Tensor& like);

/// Multi-head self-attention: softmax(Q Kᵀ / sqrt(hidden / heads) + bias) V in each of `heads` slices of the width,
/// then a linear layer over all of them.
///
/// Q, K, V are linear layers with bias. Memory: one tensor of scores [B heads, T, T] at a time without a graph; with a
/// graph, the weights are saved, and with dropout also the dropped weights and one byte per weight. Everything can be
/// differentiated twice and in forward mode. In training mode weights are dropped with probability `dropout`, drawn
/// from the global generator. Citation: A. Vaswani et al., Attention is all you need, NeurIPS 2017.
class SelfAttention : public torch::nn::Module {
 public:
  /// `heads` must divide `hidden`.
  SelfAttention(std::int64_t hidden, std::int64_t heads, double dropout);

  /// [B, T, hidden] from `x` [B, T, hidden] and `bias` [B, 1, T].
  torch::Tensor forward(const torch::Tensor& x, const torch::Tensor& bias);

 private:
  torch::Tensor by_head(const torch::Tensor& projected) const;

  std::int64_t heads_;
  std::int64_t head_size_;
  double dropout_;
  torch::nn::Linear query_, key_, value_, output_;
};

}  // namespace networks
