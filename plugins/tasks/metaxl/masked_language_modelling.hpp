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

/// Guessing hidden tokens of unlabelled text: loss = −mean log p(token | what is left), p = softmax(W h + b) at each
/// hidden place.
///
/// Each token that is neither special nor unknown is to be guessed with `mask_probability`, one at least in a batch
/// that has any (the loss of another is 0); of these 80 % are hidden behind the mask, 10 % behind a random token, 10 %
/// are left as they are. Citation: J. Devlin et al., BERT, NAACL 2019, section 3.1.
class MaskedLanguageModelling : public Pretraining {
 public:
  struct Form {
    double mask_probability;
    std::int64_t batch_size;
    std::int64_t longest;  ///< tokens of a text
  };
  /// Throws Error when the tokenizer has no mask, or the backbone's features are not {T, C}.
  MaskedLanguageModelling(std::shared_ptr<Backbone> backbone, const std::vector<std::vector<std::string>>& texts,
                          const data::Tokenizer& tokenizer, const Form& form, RandomKey key);

  std::shared_ptr<torch::nn::Module> model() override { return model_; }
  torch::Tensor loss(std::int64_t step) override;
  std::string identity() const override { return identity_; }
  /// Of 20 batches of the text: accuracy of the guesses, in percent, and masked_loss in nats a token; nothing where
  /// there was nothing to guess.
  Metrics evaluate() override;

 private:
  struct Guesses {
    torch::Tensor logits;  ///< [N, vocabulary]
    torch::Tensor truth;   ///< [N]
  };
  Guesses guesses(RandomKey key);

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
