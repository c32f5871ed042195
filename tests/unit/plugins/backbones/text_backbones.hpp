#pragma once

#include <torch/torch.h>

#include <memory>
#include <string>
#include <vector>

#include "backbones/bert/bert.hpp"
#include "backbones/char-cnn/char_cnn.hpp"
#include "backbones/transformer/transformer.hpp"
#include "evograd/random.hpp"

namespace evograd::test {

/// A backbone and the token that it takes for padding.
struct TextBackbone {
  std::string name;
  std::shared_ptr<Backbone> backbone;
  std::int64_t padding = 0;
};

/// What the small backbones are made for.
constexpr std::int64_t length = 7;
constexpr std::int64_t vocabulary = 11;
inline const InputSpecification text{{length}, vocabulary};
inline const InputSpecification text_padded_with_one{{length}, vocabulary, 1};

inline backbones::BertOptions small_bert(const std::string& architecture) {
  backbones::BertOptions options;
  options.architecture = architecture;
  options.layers = 2;
  options.hidden = 8;
  options.heads = 2;
  options.feed_forward = 12;
  options.positions = 12;
  options.dropout = 0;
  return options;
}

/// Without dropout, in double precision, and far enough from their initial values that every part shows.
inline std::vector<TextBackbone> small_text_backbones() {
  torch::manual_seed(5);
  std::vector<TextBackbone> all{
      {"char-cnn", std::make_shared<backbones::CharCnn>(backbones::CharCnnOptions{5, 6, 3, 2, 0, "pooled"}, text)},
      {"char-cnn, positions",
       std::make_shared<backbones::CharCnn>(backbones::CharCnnOptions{5, 6, 5, 3, 0, "positions"}, text)},
      {"transformer",
       std::make_shared<backbones::Transformer>(backbones::TransformerOptions{8, 2, 2, 12, 0, "post"}, text)},
      {"transformer, pre-norm",
       std::make_shared<backbones::Transformer>(backbones::TransformerOptions{8, 3, 4, 12, 0, "pre"}, text)},
      {"char-cnn, padding 1",
       std::make_shared<backbones::CharCnn>(backbones::CharCnnOptions{5, 6, 3, 2, 0, "pooled"}, text_padded_with_one),
       1},
      {"transformer, padding 1",
       std::make_shared<backbones::Transformer>(backbones::TransformerOptions{8, 2, 2, 12, 0, "post"},
                                                text_padded_with_one),
       1},
      {"bert", std::make_shared<backbones::Bert>(small_bert("bert"), text)},
      {"xlm-roberta", std::make_shared<backbones::Bert>(small_bert("xlm-roberta"), text_padded_with_one), 1}};
  for (const auto& [name, backbone, padding] : all) {
    backbone->to(torch::kFloat64);
    const torch::NoGradGuard no_grad;
    for (auto& parameter : backbone->parameters()) parameter.add_(torch::randn_like(parameter), 0.3);
  }
  return all;
}

/// Five sequences of one token up to all places, then `padding`.
inline torch::Tensor padded(std::int64_t padding) {
  auto tokens = torch::randint(2, vocabulary, {5, length}, RandomKey(1).generator(), torch::kInt64);
  const std::int64_t lengths[] = {1, 3, 4, 6, length};
  for (std::int64_t i = 0; i < 5; ++i) tokens[i].slice(0, lengths[i]).fill_(padding);
  return tokens;
}

}  // namespace evograd::test
