#include "transformer.hpp"

#include <fmt/core.h>
#include <torch/torch.h>

#include "evograd/error.hpp"
#include "networks/recomputed_block.hpp"
#include "networks/token_input.hpp"

namespace backbones {
namespace {

constexpr double epsilon = 1e-5;

std::string site(std::size_t layer) { return fmt::format("layer.{}", layer); }

}  // namespace

Schema<TransformerOptions> TransformerOptions::schema() {
  using O = TransformerOptions;
  return {{"hidden", &O::hidden, at_least(1), "width of the embeddings and of every layer"},
          {"layers", &O::layers, at_least(1), "number of encoder layers"},
          {"heads", &O::heads, at_least(1), "attention heads, a divisor of hidden"},
          {"feed_forward", &O::feed_forward, at_least(1), "width of the feed-forward networks' inner layer"},
          {"dropout", &O::dropout, between(0, 0.95), "dropout probability of attention weights and branch outputs"},
          {"norm", &O::norm, one_of({"post", "pre"}),
           "position of the layer norms: after the residual sums, or before the branches"},
          {"recompute", &O::recompute, any_value(), networks::recompute_sentence()}};
}

Transformer::Transformer(const Options& options, const InputSpecification& input)
    : dropout_(options.dropout),
      order_(options.norm == "pre" ? networks::NormOrder::before : networks::NormOrder::after) {
  const auto shape = networks::token_shape(input, "transformer");
  padding_ = shape.padding;
  if (options.hidden % options.heads != 0) {
    throw Error("backbone 'transformer'",
                fmt::format("'heads' is {}, which does not divide 'hidden', {}", options.heads, options.hidden),
                "each head uses hidden / heads channels");
  }
  tokens_ = register_parameter("tokens", torch::empty({shape.vocabulary, options.hidden}));
  positions_ = register_parameter("positions", torch::empty({shape.length, options.hidden}));
  norm_ = register_module("norm", networks::layer_norm(options.hidden, epsilon));
  const auto list = register_module("layer", torch::nn::ModuleList());
  for (std::int64_t i = 0; i < options.layers; ++i) {
    layers_.push_back(std::make_shared<networks::EncoderLayer>(networks::EncoderLayerSizes{
        options.hidden, options.heads, options.feed_forward, options.dropout, epsilon, order_, options.recompute}));
    list->push_back(layers_.back());
  }
  networks::initialize_as_bert(*this);
  feature_shape_ = {shape.length, options.hidden};
}

std::vector<std::string> Transformer::sites() const {
  std::vector<std::string> names{"embeddings"};
  for (std::size_t i = 0; i < layers_.size(); ++i) names.push_back(site(i));
  return names;
}

torch::Tensor Transformer::forward(const torch::Tensor& input, Tap& tap) {
  const auto length = input.size(1);
  TORCH_CHECK(length <= positions_.size(0), "sequences of ", length, " tokens, but the task declared ",
              positions_.size(0));
  auto hidden = torch::embedding(tokens_, input).add_(positions_.slice(0, 0, length));
  if (order_ == networks::NormOrder::after) hidden = norm_->forward(hidden);
  if (dropout_ > 0) hidden = torch::dropout(hidden, dropout_, is_training());
  hidden = tap("embeddings", hidden);
  const auto bias = networks::padding_bias(input.eq(padding_), hidden);
  for (std::size_t i = 0; i < layers_.size(); ++i) {
    hidden = layers_[i]->forward(hidden, bias);
    hidden = tap(site(i), hidden);
  }
  return order_ == networks::NormOrder::before ? norm_->forward(hidden) : hidden;
}

}  // namespace backbones
