#include "bert.hpp"

#include <fmt/core.h>
#include <torch/torch.h>

#include "evograd/error.hpp"
#include "evograd/logging.hpp"
#include "evograd/text.hpp"
#include "networks/token_input.hpp"
#include "pretrained_weights.hpp"

namespace backbones {
namespace {

std::string site(std::size_t layer) { return fmt::format("encoder.{}", layer); }

/// Says which tensors of the file are the network and which are not.
void report(const std::string& prefix, const std::vector<std::string>& ignored) {
  constexpr std::size_t shown = 8;
  if (!prefix.empty() && prefix != "bert." && prefix != "roberta.") {
    logging::info(fmt::format("backbone 'bert': the weights' names begin with '{}'", prefix));
  }
  if (ignored.empty()) return;
  logging::info(
      fmt::format("backbone 'bert': passed over {} tensors that are not of the encoder or of further layers: {}",
                  ignored.size(), comma_separated(ignored, shown)));
}

}  // namespace

Bert::Bert(const Options& options, const InputSpecification& input) {
  const auto shape = networks::token_shape(input, "bert");
  padding_ = shape.padding;
  if (options.weights.empty()) {
    build(bert_sizes(options, {}, shape.vocabulary), shape.length);
    networks::initialize_as_bert(*this);
    return;
  }
  const PretrainedWeights weights(options.weights);
  if (weights.vocabulary() < shape.vocabulary) {
    throw Error("backbone 'bert'",
                fmt::format("the task has a vocabulary of {} tokens, but the weights in {} have {}", shape.vocabulary,
                            options.weights, weights.vocabulary()),
                "the task must use the tokenizer of the weights");
  }
  const auto sizes = bert_sizes(options, weights.folder(), weights.vocabulary());
  if (sizes.architecture.padding != padding_) {
    throw Error("backbone 'bert'",
                fmt::format("the task's padding is token {}, that of {} weights is {}", padding_, options.architecture,
                            sizes.architecture.padding),
                "the task must use the tokenizer of the weights");
  }
  build(sizes, shape.length);
  ignored_ = weights.load(*this, sizes.layers);
  report(weights.prefix(), ignored_);
}

void Bert::build(const BertSizes& sizes, std::int64_t length) {
  if (length > sizes.longest()) {
    throw Error(
        "backbone 'bert'",
        fmt::format("the task feeds sequences of {} tokens, but there are positions for {}", length, sizes.longest()),
        "shorten the task's sequences; only random weights can have more 'positions'");
  }
  embeddings_ = register_module("embeddings", std::make_shared<BertEmbeddings>(sizes));
  const auto encoder = register_module("encoder", std::make_shared<torch::nn::Module>());
  const auto list = encoder->register_module("layer", torch::nn::ModuleList());
  for (std::int64_t i = 0; i < sizes.layers; ++i) {
    layers_.push_back(std::make_shared<networks::EncoderLayer>(sizes.layer));
    list->push_back(layers_.back());
  }
  feature_shape_ = {length, sizes.layer.hidden};
}

std::vector<std::string> Bert::sites() const {
  std::vector<std::string> names{"embeddings"};
  for (std::size_t i = 0; i < layers_.size(); ++i) names.push_back(site(i));
  return names;
}

torch::Tensor Bert::forward(const torch::Tensor& input, Tap& tap) {
  const auto padding = input.eq(padding_);
  auto hidden = embeddings_->forward(input, padding);
  hidden = tap("embeddings", hidden);
  const auto bias = networks::padding_bias(padding, hidden);
  for (std::size_t i = 0; i < layers_.size(); ++i) {
    hidden = layers_[i]->forward(hidden, bias);
    hidden = tap(site(i), hidden);
  }
  return hidden;
}

}  // namespace backbones
