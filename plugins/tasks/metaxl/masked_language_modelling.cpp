#include "masked_language_modelling.hpp"

#include <fmt/core.h>
#include <torch/torch.h>

#include <utility>

#include "data/fingerprint.hpp"
#include "evograd/error.hpp"
#include "networks/input_shape.hpp"

namespace metaxl {
namespace {

constexpr std::uint64_t evaluated_batches = 20;

/// Words without labels.
EncodedTexts encoded(const std::vector<std::vector<std::string>>& texts, const data::Tokenizer& tokenizer,
                     std::int64_t longest) {
  std::vector<LabelledText> all;
  all.reserve(texts.size());
  for (const auto& words : texts) all.push_back({words, {0}});
  return {all, tokenizer, Labelling::text, longest};
}

std::string identified(const std::vector<std::vector<std::string>>& texts, const data::Tokenizer& tokenizer,
                       const MaskedLanguageModelling::Form& form) {
  data::Fingerprint fingerprint;
  for (const auto& words : texts) {
    fingerprint.add(static_cast<std::int64_t>(words.size()));
    for (const auto& word : words) fingerprint.add(word);
  }
  return fmt::format(
      "masked language modelling of {} texts, fingerprint {}; {}; at most {} tokens, batches of {}, probability {:g}",
      texts.size(), fingerprint.text(), tokenizer.identity(), form.longest, form.batch_size, form.mask_probability);
}

}  // namespace

MaskedLanguageModelling::MaskedLanguageModelling(std::shared_ptr<Backbone> backbone,
                                                 const std::vector<std::vector<std::string>>& texts,
                                                 const data::Tokenizer& tokenizer, const Form& form, RandomKey key)
    : backbone_(std::move(backbone)),
      special_(tokenizer.special()),
      vocabulary_(tokenizer.vocabulary()),
      form_(form),
      key_(key),
      texts_(encoded(texts, tokenizer, form.longest)),
      identity_(identified(texts, tokenizer, form)),
      model_(std::make_shared<torch::nn::Module>("pretraining")) {
  if (special_.mask < 0) {
    throw Error("[pretrain]", "needs a mask token, but the tokenizer has none",
                "set [task] tokenizer = \"trained\", \"characters\", \"wordpiece\" or \"xlm-roberta\"");
  }
  const auto shape = backbone_->feature_shape();
  if (shape.size() != 2) {
    throw Error(
        "[pretrain]",
        "needs features of single tokens, but the backbone's features are " + networks::shape_text(shape) + " per text",
        "choose transformer or bert, or set [backbone] features = \"positions\" for char-cnn");
  }
  head_ = torch::nn::Linear(shape[1], vocabulary_);
  model_->register_module("backbone", backbone_);
  model_->register_module("head", head_);
}

MaskedLanguageModelling::Guesses MaskedLanguageModelling::guesses(RandomKey key, std::int64_t part,
                                                                  std::int64_t parts) {
  auto generator = key.generator();
  const auto indices = torch::randint(texts_.size(), {form_.batch_size}, generator, torch::kInt64);
  const auto tokens = texts_.batch(indices).tokens;
  const auto random = [&] { return torch::rand(tokens.sizes(), generator, torch::kFloat32); };

  auto eligible = torch::ones_like(tokens, torch::kBool);
  for (const auto number : {special_.padding, special_.unknown, special_.first, special_.last}) {
    eligible.logical_and_(tokens.ne(number));
  }
  const auto chance = random().masked_fill_(eligible.logical_not(), 2);  // 2 is above every probability
  const auto hidden = chance.lt(form_.mask_probability).logical_or_(chance.eq(chance.min()).logical_and_(eligible));
  const auto fate = random();
  const auto others = torch::randint(vocabulary_, tokens.sizes(), generator, torch::kInt64);
  const auto masked = torch::where(hidden.logical_and(fate.lt(0.8)), torch::full_like(tokens, special_.mask),
                                   torch::where(hidden.logical_and(fate.ge(0.9)), others, tokens));

  const auto begin = form_.batch_size * part / parts;
  const auto own = [&](const torch::Tensor& rows) {
    return rows.narrow(0, begin, form_.batch_size * (part + 1) / parts - begin);
  };
  const auto device = head_->weight.device();
  const auto places = own(hidden).flatten().nonzero().squeeze(1);
  Tap unchanged;
  const auto features = backbone_->forward(own(masked).to(device), unchanged).flatten(0, 1);
  return {head_->forward(features.index_select(0, places.to(device))),
          own(tokens).flatten().index_select(0, places).to(device), hidden.sum().item<std::int64_t>()};
}

torch::Tensor MaskedLanguageModelling::partial_loss(std::int64_t step, std::int64_t part, std::int64_t parts) {
  const auto [logits, truth, of] = guesses(key_.fold("batch").fold(static_cast<std::uint64_t>(step)), part, parts);
  if (truth.numel() == 0) return logits.sum();  // a mean over nothing would be NaN
  const auto mean = torch::cross_entropy_loss(logits, truth);
  return parts == 1 ? mean : mean * (static_cast<double>(truth.numel()) / static_cast<double>(of));
}

Metrics MaskedLanguageModelling::evaluate() {
  std::int64_t right = 0;
  std::int64_t count = 0;
  double loss = 0;
  for (std::uint64_t i = 0; i < evaluated_batches; ++i) {
    const auto [logits, truth, of] = guesses(key_.fold("evaluation").fold(i));
    right += logits.argmax(1).eq(truth).sum().item<std::int64_t>();
    loss += torch::cross_entropy_loss(logits, truth, {}, at::Reduction::Sum).item<double>();
    count += truth.size(0);
  }
  if (count == 0) return {};
  return {{"accuracy", 100.0 * static_cast<double>(right) / static_cast<double>(count)},
          {"masked_loss", loss / static_cast<double>(count)}};
}

}  // namespace metaxl
