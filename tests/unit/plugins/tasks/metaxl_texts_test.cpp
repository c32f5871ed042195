#include <torch/torch.h>

#include "data/text/tokenizers/characters.hpp"
#include "tasks/metaxl/evaluation.hpp"
#include "tests/catch.hpp"
#include "tests/support/temporary_folder.hpp"

using namespace evograd;
using namespace metaxl;
using evograd::test::message_of;

namespace {

const std::vector<std::string> words{"abc", "d", "ef"};

/// Features of a token are its number and 1.
struct Echo : Backbone {
  torch::Tensor forward(const torch::Tensor& input, Tap&) override {
    return torch::stack({input.to(torch::kFloat32), torch::ones(input.sizes())}, 2);
  }
  std::vector<std::int64_t> feature_shape() const override { return {8, 2}; }
};

/// Features of whole texts, and only their shape.
struct Shaped : Backbone {
  explicit Shaped(std::vector<std::int64_t> shape) : shape(std::move(shape)) {}
  torch::Tensor forward(const torch::Tensor& input, Tap&) override {
    return input.to(torch::kFloat32).amax(1, true) * torch::tensor({1.0F, -1.0F});
  }
  std::vector<std::int64_t> feature_shape() const override { return shape; }
  std::vector<std::int64_t> shape;
};

/// Says of each token that its class is its number.
std::unique_ptr<TextClassifier> naming_tokens(Labelling labelling, std::int64_t vocabulary) {
  auto model = std::make_unique<TextClassifier>(std::make_shared<Echo>(), InputSpecification{{8}, vocabulary, 0},
                                                labelling, vocabulary);
  model->eval();
  const torch::NoGradGuard no_grad;
  const auto number = torch::arange(vocabulary, torch::kFloat32);
  model->named_parameters()["head.weight"].copy_(
      torch::stack({number, -number.square() / 2}, 1));  // −(x − k)²/2 + x²/2
  model->named_parameters()["head.bias"].zero_();
  return model;
}

}  // namespace

TEST_CASE("a word's first token has its label, and words that do not fit are counted") {
  const auto tokenizer = data::character_tokenizer(words);  // a 2, b 3, c 4, d 5, e 6, f 7
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
  const auto tokenizer = data::character_tokenizer(words);
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
  CHECK(score(model, {truth, cut}, Labelling::words, {"a", "b", "c"}, 1, SharedEvaluation()) ==
        Metrics{{"accuracy", 50.0}});

  const auto f1 = [&](const EncodedTexts& texts) {
    return score(model, {truth, texts}, Labelling::entities, {"O", "B-X", "I-X"}, 8, SharedEvaluation());
  };
  // Truth: X, XX; X. Said of what is shown: X, -; X, and of everything: X, X, X; X.
  CHECK(f1(cut)[1].second == Approx(100.0));
  CHECK(f1(cut)[2].second == Approx(200.0 / 3));
  const EncodedTexts whole(truth, *tokenizer, Labelling::words, 8);
  CHECK(f1(whole)[1].second == Approx(50.0));
}

TEST_CASE("texts are scored by the mean over labels, from the mean of their tokens' features") {
  const auto tokenizer = data::character_tokenizer(words);
  const std::vector<LabelledText> truth{{{"abc"}, {0}}, {{"d"}, {0}}, {{"ef"}, {0}}, {{"f"}, {1}}};
  const EncodedTexts texts(truth, *tokenizer, Labelling::text, 8);
  TextClassifier model(std::make_shared<Echo>(), {{8}, tokenizer->vocabulary(), 0}, Labelling::text, 2);
  model.eval();
  const torch::NoGradGuard no_grad;
  Tap unchanged;
  const auto features = model.features(texts.batch(torch::arange(4)), unchanged).features;
  CHECK(torch::equal(features.select(1, 0), torch::tensor({3.0F, 5.0F, 6.5F, 7.0F})));
  for (auto& parameter : model.parameters()) parameter.zero_();
  CHECK(score(model, {truth, texts}, Labelling::text, {"a", "b"}, 3, SharedEvaluation()) ==
        Metrics{{"accuracy", 50.0}});
}

TEST_CASE("each text is scored by what is said of itself, in batches of any size") {
  const auto tokenizer = data::character_tokenizer(words);  // a 2, b 3, c 4, d 5, e 6, f 7
  const std::vector<std::string> names(static_cast<std::size_t>(tokenizer->vocabulary()), "any");
  const std::vector<LabelledText> tagged{
      {{"abc", "d", "ef"}, {2, 5, 6}}, {{"d"}, {5}}, {{"f", "a"}, {7, 3}}, {{"ed", "bc"}, {6, 3}}};
  const EncodedTexts texts(tagged, *tokenizer, Labelling::words, 8);
  const std::vector<LabelledText> named{{{"eee"}, {6}}, {{"b"}, {3}}, {{"cc"}, {4}}, {{"c"}, {3}}, {{"dddd"}, {5}}};
  const EncodedTexts wholes(named, *tokenizer, Labelling::text, 8);
  const torch::NoGradGuard no_grad;
  const auto of_words = naming_tokens(Labelling::words, tokenizer->vocabulary());
  const auto of_texts = naming_tokens(Labelling::text, tokenizer->vocabulary());
  for (const std::int64_t batch_size : {1, 2, 3, 8}) {
    INFO("batches of " << batch_size);
    // Of eight words "a" alone is not what its label says.
    CHECK(score(*of_words, {tagged, texts}, Labelling::words, names, batch_size, SharedEvaluation())[0].second ==
          Approx(87.5));
    // Of the two texts of label 3 one is right, of the three other labels all: (1/2 + 1 + 1 + 1) / 4.
    CHECK(score(*of_texts, {named, wholes}, Labelling::text, names, batch_size, SharedEvaluation())[0].second ==
          Approx(87.5));
  }
}

TEST_CASE("entities are scored by F1, precision and recall in percent") {
  const auto tokenizer = data::character_tokenizer(words);
  const std::vector<std::string> labels{"O", "O", "O", "B-X", "I-X", "B-Y", "I-Y", "O", "O"};  // a O, b B-X, c I-X …
  // Said: X over two words and Y; Y. Truth: X over two words and X; Y; and one that is missed.
  const std::vector<LabelledText> truth{
      {{"b", "c", "a", "d"}, {3, 4, 2, 3}}, {{"d", "e", "a"}, {5, 6, 2}}, {{"a", "f"}, {3, 4}}};
  const EncodedTexts texts(truth, *tokenizer, Labelling::entities, 8);
  const torch::NoGradGuard no_grad;
  const auto model = naming_tokens(Labelling::entities, tokenizer->vocabulary());
  const auto scores = score(*model, {truth, texts}, Labelling::entities, labels, 2, SharedEvaluation());
  REQUIRE(scores.size() == 3);
  CHECK(scores[0].first == "f1");
  CHECK(scores[0].second == Approx(100 * 4.0 / 7));  // 2 · 2 / (3 + 4)
  CHECK(scores[1] == std::pair<std::string, double>("precision", 100 * (2.0 / 3)));
  CHECK(scores[2] == std::pair<std::string, double>("recall", 50.0));
  CHECK(score_word(Labelling::entities) == "f1");
  CHECK(score_word(Labelling::words) == "accuracy");
  CHECK(score_word(Labelling::text) == "accuracy");
}

TEST_CASE("features of a text as a whole are taken as they are, a mean leaves out the padding of its task") {
  Tap unchanged;
  const auto tokens = torch::tensor({{3, 5, 5, 5}, {4, 6, 1, 5}, {5, 5, 5, 5}}, torch::kInt64);  // padding is 5
  TextClassifier mean(std::make_shared<Echo>(), {{4}, 9, 5}, Labelling::text, 2);
  const auto features = mean.features({tokens, torch::tensor({0, 1, 0}, torch::kInt64)}, unchanged);
  CHECK(torch::allclose(features.features.select(1, 0), torch::tensor({3.0F, 11.0F / 3, 0.0F})));
  CHECK(torch::equal(features.labels, torch::tensor({0, 1, 0}, torch::kInt64)));
  TextClassifier pooled(std::make_shared<Shaped>(std::vector<std::int64_t>{2}), {{4}, 9, 5}, Labelling::text, 2);
  const auto whole = pooled.features({tokens, features.labels}, unchanged).features;
  CHECK(torch::equal(whole, torch::tensor({{5.0F, -5.0F}, {6.0F, -6.0F}, {5.0F, -5.0F}})));
}

TEST_CASE("a backbone that gives no features for the labels is refused") {
  const auto refusal = [](const std::shared_ptr<Backbone>& backbone, Labelling labelling) {
    return message_of([&] { TextClassifier(backbone, {{8}, 9}, labelling, 3); });
  };
  CHECK(refusal(nullptr, Labelling::text) ==
        "task 'metaxl': no backbone was given\n  help: set one in the manifest's [backbone]");
  CHECK(refusal(std::make_shared<Shaped>(std::vector<std::int64_t>{4, 5, 5}), Labelling::text) ==
        "backbone: has features of shape {4, 5, 5}, which are not features of text\n  help: choose char-cnn, "
        "transformer or bert");
  for (const auto labelling : {Labelling::words, Labelling::entities}) {
    CHECK(refusal(std::make_shared<Shaped>(std::vector<std::int64_t>{4}), labelling) ==
          "backbone: has features of shape {4} per text, but the labels are per word\n  help: choose transformer or "
          "bert, or set [backbone] features = \"positions\" for char-cnn");
  }
  CHECK(refusal(std::make_shared<Shaped>(std::vector<std::int64_t>{4}), Labelling::text).empty());
}
