#include <torch/torch.h>

#include <cmath>
#include <memory>
#include <string>
#include <vector>

#include "backbones/char-cnn/char_cnn.hpp"
#include "backbones/transformer/transformer.hpp"
#include "data/text/tokenizers/characters.hpp"
#include "data/text/tokenizers/trained.hpp"
#include "tasks/metaxl/masked_language_modelling.hpp"
#include "tests/catch.hpp"
#include "tests/support/temporary_folder.hpp"

using namespace evograd;
using namespace metaxl;
using evograd::test::message_of;

namespace {

using Texts = std::vector<std::vector<std::string>>;
using Form = MaskedLanguageModelling::Form;

const std::vector<std::string> alphabet{"abcdef"};

/// What was fed is kept, and so are the features, to whose gradient only guessed places contribute.
struct Recording : Backbone {
  torch::Tensor forward(const torch::Tensor& input, Tap&) override {
    seen = input;
    features = torch::ones({input.size(0), input.size(1), 2}).requires_grad_(torch::GradMode::is_enabled());
    return features;
  }
  std::vector<std::int64_t> feature_shape() const override { return {64, 2}; }

  /// Bool [B, T]: where a token was to be guessed in `loss`.
  torch::Tensor guessed(const torch::Tensor& loss) const {
    return torch::autograd::grad({loss}, {features})[0].abs().sum(2).gt(0);
  }
  torch::Tensor seen, features;
};

double count(const torch::Tensor& places) { return static_cast<double>(places.sum().item<std::int64_t>()); }

torch::Tensor tokens_of(const std::vector<std::string>& text, const data::Tokenizer& tokenizer) {
  return EncodedTexts({{text, {0}}}, tokenizer, Labelling::text, 200).batch(torch::zeros({1}, torch::kInt64)).tokens;
}

}  // namespace

TEST_CASE("of the tokens to guess 80 % are hidden behind the mask, 10 % behind another, 10 % are left") {
  const Texts texts(4, std::vector<std::string>(20, "abcdef"));  // all alike, so that the truth is known
  const auto tokenizer = data::character_tokenizer(alphabet);
  auto backbone = std::make_shared<Recording>();
  MaskedLanguageModelling modelling(backbone, texts, *tokenizer, {0.15, 8, 120}, RandomKey(1));
  const auto truth = tokens_of(texts[0], *tokenizer);
  double tokens = 0, guessed = 0, masked = 0, kept = 0;
  for (std::int64_t step = 0; step < 100; ++step) {
    const auto guess = backbone->guessed(modelling.loss(step));
    const auto behind_mask = backbone->seen.eq(tokenizer->special().mask);
    CHECK(count(backbone->seen.ne(truth).logical_and(guess.logical_not())) == 0);
    tokens += static_cast<double>(guess.numel());
    guessed += count(guess);
    masked += count(behind_mask);
    kept += count(guess.logical_and(backbone->seen.eq(truth)));
  }
  REQUIRE(tokens == 100 * 8 * 120);
  // Standard deviations: √(0.15 · 0.85 / 96000) = 0.0012; of about 14400 guesses 0.0033 and 0.0026.
  CHECK(guessed / tokens == Approx(0.15).margin(0.006));
  // A random one of 9 tokens is the mask or the token itself in a ninth of the cases each.
  CHECK(masked / guessed == Approx(0.8 + 0.1 / 9).margin(0.017));
  CHECK(kept / guessed == Approx(0.1 + 0.1 / 9).margin(0.013));
}

TEST_CASE("special and unknown tokens are neither hidden nor guessed") {
  const Texts texts{std::vector<std::string>(20, "abc"), {"abc", "ü", "fed"}};
  const auto tokenizer = data::train_tokenizer({"abc", "fed", "abc"}, {.vocabulary = 16});
  const auto special = tokenizer->special();
  REQUIRE((special.first >= 0 && special.last >= 0));
  auto backbone = std::make_shared<Recording>();
  MaskedLanguageModelling modelling(backbone, texts, *tokenizer, {0.6, 8, 100}, RandomKey(1));
  const auto longer = tokens_of(texts[0], *tokenizer);
  const auto shorter = tokens_of(texts[1], *tokenizer);
  REQUIRE(count(shorter.eq(special.unknown)) >= 1);
  const auto width = longer.size(1);
  const auto filled = torch::constant_pad_nd(shorter, {0, width - shorter.size(1)}, special.padding);
  double guesses = 0;
  for (std::int64_t step = 0; step < 30; ++step) {
    const auto guess = backbone->guessed(modelling.loss(step));
    const auto& seen = backbone->seen;
    if (seen.size(1) < width) continue;  // a batch of short texts alone
    // Ten random tokens in a row are not all padding.
    const auto is_short = seen.slice(1, width - 10).eq(special.padding).all(1).unsqueeze(1);
    const auto truth = torch::where(is_short, filled, longer);
    auto fixed = torch::zeros_like(guess);
    for (const auto number : {special.padding, special.unknown, special.first, special.last}) {
      fixed.logical_or_(truth.eq(number));
    }
    CHECK(count(fixed.logical_and(guess)) == 0);
    CHECK(count(fixed.logical_and(seen.ne(truth))) == 0);
    guesses += count(guess);
  }
  CHECK(guesses > 1000);  // of more than 30 · 8 · 10 places that could be
}

TEST_CASE("each batch has a token to guess, and depends on key and step alone") {
  const auto tokenizer = data::character_tokenizer(alphabet);
  auto backbone = std::make_shared<Recording>();
  MaskedLanguageModelling one(backbone, {{"a"}}, *tokenizer, {0.01, 1, 8}, RandomKey(1));
  for (std::int64_t step = 0; step < 20; ++step) CHECK(count(backbone->guessed(one.loss(step))) == 1);

  const Texts texts{{"abcdef"}, {"fedcba"}, {"aabbcc"}, {"ddeeff"}};
  MaskedLanguageModelling modelling(backbone, texts, *tokenizer, {0.3, 4, 8}, RandomKey(1));
  MaskedLanguageModelling other(backbone, texts, *tokenizer, {0.3, 4, 8}, RandomKey(2));
  const auto seen = [&](MaskedLanguageModelling& of, std::int64_t step) {
    of.loss(step);
    return backbone->seen.clone();
  };
  const auto third = seen(modelling, 3);
  CHECK_FALSE(torch::equal(seen(modelling, 4), third));
  CHECK_FALSE(torch::equal(seen(other, 3), third));
  modelling.evaluate();
  CHECK(torch::equal(seen(modelling, 3), third));
}

TEST_CASE("text without a known token has nothing to guess, and a loss of 0") {
  const auto tokenizer = data::character_tokenizer(alphabet);
  auto backbone = std::make_shared<Recording>();
  MaskedLanguageModelling modelling(backbone, {{"ü"}, {"öäü"}}, *tokenizer, {0.5, 4, 8}, RandomKey(1));
  for (std::int64_t step = 0; step < 5; ++step) {
    const auto loss = modelling.loss(step);
    CHECK(loss.item<double>() == 0);
    CHECK(count(backbone->guessed(loss)) == 0);
  }
  CHECK(modelling.evaluate().empty());
}

TEST_CASE("accuracy and loss of the guesses are those of what the model says") {
  const auto tokenizer = data::character_tokenizer(alphabet);
  MaskedLanguageModelling modelling(std::make_shared<Recording>(), Texts(3, {"aaab"}), *tokenizer, {0.5, 16, 8},
                                    RandomKey(1));
  const torch::NoGradGuard no_grad;
  for (auto& parameter : modelling.model()->parameters()) parameter.zero_();
  modelling.model()->named_parameters()["head.bias"][2] = 1;  // says "a", e times as likely as each of 8 others
  const auto metrics = modelling.evaluate();
  REQUIRE(metrics.size() == 2);
  CHECK(metrics[0].first == "accuracy");
  CHECK(metrics[1].first == "masked_loss");
  CHECK(metrics[0].second == Approx(75).margin(10));  // about 640 guesses: five deviations are 9
  CHECK(metrics[1].second == Approx(std::log(std::exp(1.0) + 8) - metrics[0].second / 100).epsilon(1e-5));
}

TEST_CASE("a small transformer learns to guess tokens that their places give away") {
  const auto tokenizer = data::character_tokenizer(alphabet);
  torch::manual_seed(1);
  const auto backbone = std::make_shared<backbones::Transformer>(backbones::TransformerOptions{16, 1, 2, 32, 0, "post"},
                                                                 InputSpecification{{6}, tokenizer->vocabulary(), 0});
  MaskedLanguageModelling modelling(backbone, {{"abcdef"}}, *tokenizer, {0.3, 16, 6}, RandomKey(1));
  CHECK(modelling.model()->parameters().size() == backbone->parameters().size() + 2);
  torch::optim::Adam optimizer(modelling.model()->parameters(), torch::optim::AdamOptions(0.02));
  const auto before = modelling.evaluate()[1].second;
  CHECK(before == Approx(std::log(9)).margin(1));  // of nine tokens each as likely, nearly
  for (std::int64_t step = 0; step < 60; ++step) {
    optimizer.zero_grad();
    modelling.loss(step).backward();
    optimizer.step();
  }
  const auto after = modelling.evaluate();
  CHECK(after[1].second < before / 4);
  CHECK(after[0].second > 95);
}

TEST_CASE("the identity of a pre-training changes with text, form and tokenizer, and not with its key") {
  const auto identity = [](const Texts& texts, const Form& form, const std::string& characters, std::uint64_t key = 1) {
    const auto tokenizer = data::character_tokenizer({characters});
    return MaskedLanguageModelling(std::make_shared<Recording>(), texts, *tokenizer, form, RandomKey(key)).identity();
  };
  const Texts texts{{"ab", "c"}, {"d"}};
  const auto first = identity(texts, {0.15, 8, 20}, "abcd");
  CHECK(identity(texts, {0.15, 8, 20}, "abcd", 2) == first);
  CHECK(identity({{"ab"}, {"c", "d"}}, {0.15, 8, 20}, "abcd") != first);
  CHECK(identity({{"a", "bc"}, {"d"}}, {0.15, 8, 20}, "abcd") != first);
  CHECK(identity(texts, {0.2, 8, 20}, "abcd") != first);
  CHECK(identity(texts, {0.15, 9, 20}, "abcd") != first);
  CHECK(identity(texts, {0.15, 8, 21}, "abcd") != first);
  CHECK(identity(texts, {0.15, 8, 20}, "abce") != first);  // as many tokens, other ones
}

namespace {

struct Maskless : data::Tokenizer {
  Maskless() : Tokenizer({0, 1, -1, -1, -1}, 3, "maskless") {}
  std::vector<std::int64_t> numbers(const std::string&) const override { return {2}; }
};

}  // namespace

TEST_CASE("pre-training without a mask, or of features of a whole text, is refused") {
  const auto refusal = [](const std::shared_ptr<Backbone>& backbone, const data::Tokenizer& tokenizer) {
    return message_of([&] { MaskedLanguageModelling(backbone, {{"a"}}, tokenizer, {0.15, 8, 20}, RandomKey(1)); });
  };
  CHECK(refusal(std::make_shared<Recording>(), Maskless()) ==
        "[pretrain]: needs a mask token, but the tokenizer has none\n  help: set [task] tokenizer = \"trained\", "
        "\"characters\", \"wordpiece\" or \"xlm-roberta\"");
  const auto characters = data::character_tokenizer(alphabet);
  CHECK(refusal(std::make_shared<backbones::CharCnn>(backbones::CharCnnOptions{}, InputSpecification{{8}, 9}),
                *characters) ==
        "[pretrain]: needs features of single tokens, but the backbone's features are {192} per text\n  help: choose "
        "transformer or bert, or set [backbone] features = \"positions\" for char-cnn");
}
