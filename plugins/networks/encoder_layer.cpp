#include "networks/encoder_layer.hpp"

#include <torch/torch.h>

#include <utility>

#include "networks/in_place.hpp"
#include "networks/recomputed_block.hpp"

namespace networks {

EncoderLayer::EncoderLayer(const EncoderLayerSizes& sizes)
    : dropout_(sizes.dropout),
      order_(sizes.norm),
      recompute_(sizes.recompute),
      attention_(std::make_shared<SelfAttention>(sizes.hidden, sizes.heads, sizes.dropout)),
      attention_norm_(layer_norm(sizes.hidden, sizes.epsilon)),
      expand_(sizes.hidden, sizes.feed_forward),
      contract_(sizes.feed_forward, sizes.hidden),
      output_norm_(layer_norm(sizes.hidden, sizes.epsilon)) {
  register_module("attention", attention_);
  register_module("attention_norm", attention_norm_);
  register_module("expand", expand_);
  register_module("contract", contract_);
  register_module("output_norm", output_norm_);
}

torch::Tensor EncoderLayer::residual(const torch::Tensor& x, torch::nn::LayerNorm& norm, const Branch& branch) {
  auto sum = branch(order_ == NormOrder::before ? norm->forward(x) : x);
  if (dropout_ > 0) sum = torch::dropout(sum, dropout_, is_training());
  sum = networks::sum(std::move(sum), x);
  return order_ == NormOrder::before ? sum : norm->forward(sum);
}

torch::Tensor EncoderLayer::layer(const torch::Tensor& x, const torch::Tensor& bias) {
  const auto attended = residual(x, attention_norm_, [&](const auto& h) { return attention_->forward(h, bias); });
  return residual(attended, output_norm_,
                  [&](const auto& h) { return contract_->forward(torch::gelu(expand_->forward(h))); });
}

torch::Tensor EncoderLayer::forward(const torch::Tensor& x, const torch::Tensor& bias) {
  if (!recompute_) return layer(x, bias);
  return recomputed_block(
      {this}, x, [this, bias](const torch::Tensor& input) { return layer(input, bias); },
      is_training() && dropout_ > 0);
}

torch::nn::LayerNorm layer_norm(std::int64_t size, double epsilon) {
  return torch::nn::LayerNorm(torch::nn::LayerNormOptions({size}).eps(epsilon));
}

void initialize_as_bert(torch::nn::Module& module) {
  const torch::NoGradGuard no_grad;
  for (auto& item : module.named_parameters()) {
    auto& parameter = item.value();
    if (parameter.dim() > 1) {
      parameter.normal_(0, 0.02);
    } else {
      parameter.fill_(item.key().ends_with("norm.weight") ? 1 : 0);
    }
  }
}

}  // namespace networks
