#include <torch/torch.h>

#include <map>

#include "../support/temporary_folder.hpp"
#include "support/text/tokenizers/characters.hpp"
#include "tasks/metaxl/batches.hpp"
#include "tasks/metaxl/evaluation.hpp"
#include "tasks/metaxl/masked_language_modelling.hpp"
#include "tests/catch.hpp"

using namespace evograd;
using namespace evograd::metaxl;
using evograd::test::message_of;

namespace {

const std::vector<std::string> words{"abc", "d", "ef"};

/// Features of a token are its number; what was fed is kept.
struct Echo : Backbone {
  torch::Tensor forward(const torch::Tensor& input, Tap&) override {
    seen = input;
    return torch::stack({input.to(torch::kFloat32), torch::ones(input.sizes())}, 2);
  }
  std::vector<std::int64_t> feature_shape() const override { return {8, 2}; }
  torch::Tensor seen;
};

}  // namespace

TEST_CASE("a word's first token has its label, and words that do not fit are counted") {
  const auto tokenizer = support::character_tokenizer(words);  // a 2, b 3, c 4, d 5, e 6, f 7
  const EncodedTexts texts({{words, {1, 2, 3}}, {{"d"}, {4}}}, *tokenizer, Labelling::words, 5);
  CHECK(texts.size() == 2);
  CHECK(texts.words_cut_off() == 1);  // "ef" would be the fifth and sixth token
  const auto both = texts.batch(torch::tensor({0, 1}, torch::kInt64));
  CHECK(torch::equal(both.tokens, torch::tensor({{2, 3, 4, 5}, {5, 0, 0, 0}}, torch::kInt64)));
  CHECK(torch::equal(both.labels, torch::tensor({{1, -100, -100, 2}, {4, -100, -100, -100}}, torch::kInt64)));
  CHECK(texts.batch(torch::tensor({1}, torch::kInt64)).tokens.size(1) == 1);  // no longer than it must be
  CHECK(torch::equal(texts.by_length(), torch::tensor({1, 0}, torch::kInt64)));
}

TEST_CASE("words that were cut off count as wrong, and as outside of entities") {
  const auto tokenizer = support::character_tokenizer(words);
  const std::vector<LabelledText> truth{{words, {1, 1, 2}}, {{"d"}, {1}}};
  auto backbone = std::make_shared<Echo>();
  TextClassifier model(backbone, {{8}, tokenizer->vocabulary(), 0}, Labelling::words, 3);
  model.eval();
  {
    const torch::NoGradGuard no_grad;
    for (auto& parameter : model.parameters()) parameter.zero_();
    model.named_parameters()["head.bias"][1] = 1;  // always says 1
  }
  const torch::NoGradGuard no_grad;
  const EncodedTexts cut(truth, *tokenizer, Labelling::words, 3);  // "d" and "ef" do not fit
  CHECK(score(model, {truth, cut}, Labelling::words, {"a", "b", "c"}, 1) == Metrics{{"accuracy", 50.0}});

  const auto f1 = [&](const EncodedTexts& texts) {
    return score(model, {truth, texts}, Labelling::entities, {"O", "B-X", "I-X"}, 8);
  };
  // Truth: X, XX; X. Said of what is shown: X, -; X, and of everything: X, X, X; X.
  CHECK(f1(cut)[1].second == Approx(100.0));
  CHECK(f1(cut)[2].second == Approx(200.0 / 3));
  const EncodedTexts whole(truth, *tokenizer, Labelling::words, 8);
  CHECK(f1(whole)[1].second == Approx(50.0));
}

TEST_CASE("texts are scored by the mean over labels, from the mean of their tokens' features") {
  const auto tokenizer = support::character_tokenizer(words);
  const std::vector<LabelledText> truth{{{"abc"}, {0}}, {{"d"}, {0}}, {{"ef"}, {0}}, {{"f"}, {1}}};
  const EncodedTexts texts(truth, *tokenizer, Labelling::text, 8);
  TextClassifier model(std::make_shared<Echo>(), {{8}, tokenizer->vocabulary(), 0}, Labelling::text, 2);
  model.eval();
  const torch::NoGradGuard no_grad;
  Tap unchanged;
  const auto features = model.features(texts.batch(torch::arange(4)), unchanged).features;
  CHECK(torch::equal(features.select(1, 0), torch::tensor({3.0F, 5.0F, 6.5F, 7.0F})));
  for (auto& parameter : model.parameters()) parameter.zero_();
  CHECK(score(model, {truth, texts}, Labelling::text, {"a", "b"}, 3) == Metrics{{"accuracy", 50.0}});
}

TEST_CASE("labels of the source are drawn with equal chances, however rare they are") {
  std::vector<LabelledText> texts(90, LabelledText{{"a"}, {0}});
  texts.resize(100, LabelledText{{"b"}, {2}});
  SourceSampler sampler(RandomKey(1), texts, 50, true);
  std::int64_t rare = 0;
  for (std::int64_t step = 0; step < 40; ++step) rare += sampler.indices(step).ge(90).sum().item<std::int64_t>();
  CHECK(rare == Approx(1000).margin(100));  // deviation √(2000/4) = 22
  CHECK(torch::equal(sampler.indices(3), SourceSampler(RandomKey(1), texts, 50, true).indices(3)));
  CHECK(message_of([&] { SourceSampler(RandomKey(1), texts, 101, false); })
            .starts_with("[task] source_batch_size: is 101, but there are 100 texts to train on"));
}

TEST_CASE("the two parts of a target batch are disjoint, and each text is in one of them once an epoch") {
  TargetSampler sampler(RandomKey(1), 12, 4, 2);
  std::vector<torch::Tensor> parts;
  for (std::int64_t step = 0; step < 3; ++step) {
    parts.push_back(sampler.training(step));
    parts.push_back(sampler.validation(step));
  }
  CHECK(torch::equal(std::get<0>(torch::cat(parts).sort()), torch::arange(12)));
  TargetSampler whole(RandomKey(1), 12, 4, 0);
  CHECK(torch::equal(whole.training(1), whole.validation(1)));
  CHECK(whole.training(1).size(0) == 4);
}

TEST_CASE("of the tokens to guess 80 % are hidden behind the mask, 10 % behind another, 10 % are left") {
  const std::vector<std::vector<std::string>> texts(4, std::vector<std::string>(20, "abcdef"));
  const auto tokenizer = support::character_tokenizer(words);
  auto backbone = std::make_shared<Echo>();
  MaskedLanguageModelling modelling(backbone, texts, *tokenizer, {0.15, 8, 120}, RandomKey(1));
  const EncodedTexts plain({{texts[0], {0}}}, *tokenizer, Labelling::text, 120);
  const auto truth = plain.batch(torch::zeros({1}, torch::kInt64)).tokens;
  double tokens = 0, masked = 0, replaced = 0;
  for (std::int64_t step = 0; step < 100; ++step) {
    modelling.loss(step);
    const auto changed = backbone->seen.ne(truth);
    const auto behind_mask = backbone->seen.eq(tokenizer->special().mask);
    tokens += static_cast<double>(changed.numel());
    masked += behind_mask.sum().item<double>();
    replaced += changed.logical_and(behind_mask.logical_not()).sum().item<double>();
  }
  CHECK(masked / tokens == Approx(0.15 * 0.8).epsilon(0.05));
  // A random token of 9 is the mask or the token itself in 2 of 9 cases.
  CHECK(replaced / tokens == Approx(0.15 * 0.1 * 7 / 9).epsilon(0.1));
  CHECK(torch::equal(modelling.loss(3), modelling.loss(3)));

  const MaskedLanguageModelling other_key(backbone, texts, *tokenizer, {0.15, 8, 120}, RandomKey(2));
  const MaskedLanguageModelling other_rate(backbone, texts, *tokenizer, {0.2, 8, 120}, RandomKey(1));
  const MaskedLanguageModelling other_text(backbone, {{"ab"}}, *tokenizer, {0.15, 8, 120}, RandomKey(1));
  CHECK(other_key.identity() == modelling.identity());
  CHECK(other_rate.identity() != modelling.identity());
  CHECK(other_text.identity() != modelling.identity());
}
