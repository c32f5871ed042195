#include "networks/self_attention.hpp"

#include <torch/torch.h>

#include <cmath>
#include <utility>

#include "evograd/autocast.hpp"
#include "networks/tangent.hpp"

namespace networks {
namespace {

constexpr double blocked = -1e4;  // its exp is 0 in every type, and half precision can represent it

/// Softmax over the last dimension; without a graph in the memory of `scores`, which nothing else refers to.
torch::Tensor softmax(torch::Tensor scores) {
  const bool differentiated = scores.requires_grad() || has_tangent(scores);
  if (differentiated) return torch::softmax(scores, -1);
  return at::_softmax_out(scores, scores, -1, /*half_to_float=*/false);
}

}  // namespace

torch::Tensor padding_bias(const torch::Tensor& padding, const torch::Tensor& like) {
  return torch::zeros_like(padding, like.options()).masked_fill_(padding, blocked).unsqueeze(1);
}

SelfAttention::SelfAttention(std::int64_t hidden, std::int64_t heads, double dropout)
    : heads_(heads),
      head_size_(hidden / heads),
      dropout_(dropout),
      query_(hidden, hidden),
      key_(hidden, hidden),
      value_(hidden, hidden),
      output_(hidden, hidden) {
  TORCH_CHECK(hidden % heads == 0, heads, " heads do not divide the width ", hidden);
  register_module("query", query_);
  register_module("key", key_);
  register_module("value", value_);
  register_module("output", output_);
}

// The batch size is inferred from the other dimensions, so that a trace is valid for any batch size.
torch::Tensor SelfAttention::by_head(const torch::Tensor& projected) const {
  const auto length = projected.size(1);
  return projected.view({-1, length, heads_, head_size_}).transpose(1, 2).reshape({-1, length, head_size_});
}

torch::Tensor SelfAttention::forward(const torch::Tensor& x, const torch::Tensor& bias) {
  const auto length = x.size(1);
  const auto scale = 1 / std::sqrt(static_cast<double>(head_size_));
  const bool dropping = is_training() && dropout_ > 0;
  // Under autocast each of the three products would convert x and save its own copy.
  const auto autocast = evograd::current_autocast();
  const auto shared = autocast ? x.to(*autocast) : x;

  // Scaling and bias are part of the product: no additional tensor of the size of the scores.
  auto weights = torch::baddbmm(bias.repeat_interleave(heads_, 0), by_head(query_->forward(shared)),
                                by_head(key_->forward(shared)).transpose(1, 2), /*beta=*/1, scale);
  weights = softmax(std::move(weights));
  if (dropping) {
    // torch::dropout would save its mask as floating-point numbers; bytes are enough, because the product applies the
    // scaling.
    const auto dropped = torch::empty(weights.sizes(), weights.options().dtype(torch::kBool)).bernoulli_(dropout_);
    weights = weights.masked_fill(dropped, 0);
  }
  auto mixed = torch::bmm(weights, by_head(value_->forward(shared)));
  if (dropping) mixed.div_(1 - dropout_);
  mixed = mixed.view({-1, heads_, length, head_size_}).transpose(1, 2).reshape({-1, length, x.size(2)});
  return output_->forward(mixed);
}

}  // namespace networks
