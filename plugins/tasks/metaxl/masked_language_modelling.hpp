#pragma once

#include <torch/nn/modules/linear.h>

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "encoded_texts.hpp"
#include "evograd/backbone.hpp"
#include "evograd/pretraining.hpp"
#include "evograd/random.hpp"

namespace metaxl {

using namespace evograd;

/// Prediction of masked tokens of unlabelled text: loss = −mean log p(token | visible tokens), p = softmax(W h + b) at
/// each masked position.
///
/// Each token that is neither special nor unknown is to be predicted with `mask_probability`, at least one in a batch
/// that has any (else the loss is 0); of these 80 % are replaced by the mask, 10 % by a random token, 10 % are
/// unchanged. Citation: J. Devlin et al., BERT, NAACL 2019, section 3.1.
class MaskedLanguageModelling : public Pretraining, public DivisiblePretraining {
 public:
  struct Form {
    double mask_probability;
    std::int64_t batch_size;
    std::int64_t longest;  ///< maximum number of tokens per text
  };
  /// Throws Error if the tokenizer has no mask, or the backbone's features are not {T, C}.
  MaskedLanguageModelling(std::shared_ptr<Backbone> backbone, const std::vector<std::vector<std::string>>& texts,
                          const data::Tokenizer& tokenizer, const Form& form, RandomKey key);

  std::shared_ptr<torch::nn::Module> model() override { return model_; }
  torch::Tensor loss(std::int64_t step) override { return partial_loss(step, 0, 1); }
  torch::Tensor partial_loss(std::int64_t step, std::int64_t part, std::int64_t parts) override;
  std::string identity() const override { return identity_; }
  /// Over 20 batches of the text: accuracy of the predictions, in percent, and masked_loss in nats per token; nothing
  /// if there was nothing to predict.
  Metrics evaluate() override;

 private:
  struct Guesses {
    torch::Tensor logits;  ///< [N, vocabulary]
    torch::Tensor truth;   ///< [N]
    std::int64_t of = 0;   ///< number of guesses in all parts of the batch
  };
  /// Those of a part of a batch's texts.
  Guesses guesses(RandomKey key, std::int64_t part = 0, std::int64_t parts = 1);

  std::shared_ptr<Backbone> backbone_;
  data::SpecialTokens special_;
  std::int64_t vocabulary_;
  Form form_;
  RandomKey key_;
  EncodedTexts texts_;
  std::string identity_;
  std::shared_ptr<torch::nn::Module> model_;
  torch::nn::Linear head_{nullptr};
};

}  // namespace metaxl
