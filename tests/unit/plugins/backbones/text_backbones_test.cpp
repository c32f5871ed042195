#include "text_backbones.hpp"

#include <torch/torch.h>

#include <memory>
#include <string>
#include <vector>

#include "tests/catch.hpp"
#include "tests/support/temporary_folder.hpp"

using namespace evograd;
using namespace backbones;
using namespace evograd::test;

namespace {

std::int64_t parameters(const torch::nn::Module& module) {
  std::int64_t count = 0;
  for (const auto& parameter : module.parameters()) count += parameter.numel();
  return count;
}

struct Recorder : Tap {
  std::vector<std::string> sites;
  std::vector<torch::Tensor> kept, copies;

  torch::Tensor operator()(std::string_view site, const torch::Tensor& activation) override {
    sites.emplace_back(site);
    kept.push_back(activation);
    copies.push_back(activation.detach().clone());
    return activation;
  }
};

/// Puts noise where there is padding, as a task's own network may.
struct Disturbance : Tap {
  torch::Tensor padding;  // [B, T, 1]
  double strength = 0;

  torch::Tensor operator()(std::string_view, const torch::Tensor& activation) override {
    return activation + strength * padding.to(activation.dtype());
  }
};

}  // namespace

TEST_CASE("text backbones pass their sites once each, in the declared order, with channels last") {
  for (const auto& [name, backbone, padding] : small_text_backbones()) {
    INFO(name);
    Recorder recorder;
    const auto features = backbone->forward(padded(padding), recorder);
    CHECK(recorder.sites == backbone->sites());
    auto shape = backbone->feature_shape();
    shape.insert(shape.begin(), 5);
    CHECK(features.sizes() == torch::IntArrayRef(shape));
    for (std::size_t i = 0; i < recorder.kept.size(); ++i) {
      CHECK(torch::equal(recorder.kept[i], recorder.copies[i]));
      CHECK(recorder.kept[i].dim() == 3);
      CHECK(recorder.kept[i].size(1) == length);
    }
  }
  CHECK(CharCnn({}, text).sites() == std::vector<std::string>{"conv1", "conv2"});
  CHECK(Transformer({8, 2, 2, 8, 0, "pre"}, text).sites() ==
        std::vector<std::string>{"embeddings", "layer.0", "layer.1"});
  CHECK(Bert(small_bert("bert"), text).sites() == std::vector<std::string>{"embeddings", "encoder.0", "encoder.1"});
}

TEST_CASE("padding changes no feature of a token, however much of it there is") {
  for (const auto& [name, backbone, padding] : small_text_backbones()) {
    INFO(name);
    const auto tokens = padded(padding);
    Tap tap;
    const auto features = backbone->forward(tokens, tap);
    const std::int64_t lengths[] = {1, 3, 4, 6, length};
    for (std::int64_t i = 0; i < 5; ++i) {
      const auto alone = backbone->forward(tokens.slice(0, i, i + 1).slice(1, 0, lengths[i]), tap);
      const auto here = features.dim() == 3 ? features[i].slice(0, 0, lengths[i]) : features[i];
      CHECK(torch::allclose(alone[0], here, 1e-12, 1e-13));  // products over other lengths round otherwise
    }
  }
}

TEST_CASE("what a tap puts at padding reaches no token") {
  for (const auto& [name, backbone, padding] : small_text_backbones()) {
    INFO(name);
    const auto tokens = padded(padding);
    Disturbance tap;
    tap.padding = tokens.eq(padding).unsqueeze(2);
    auto quiet = backbone->forward(tokens, tap);
    tap.strength = 3;
    auto loud = backbone->forward(tokens, tap);
    if (quiet.dim() == 3) {
      quiet = quiet.masked_fill(tap.padding, 0);
      loud = loud.masked_fill(tap.padding, 0);
    }
    CHECK(torch::allclose(quiet, loud, 1e-13, 1e-14));
  }
}

TEST_CASE("a sequence of nothing but padding gives finite features and gradients") {
  for (const auto& [name, backbone, padding] : small_text_backbones()) {
    INFO(name);
    Tap tap;
    const auto features = backbone->forward(torch::full({2, length}, padding, torch::kInt64), tap);
    CHECK(features.isfinite().all().item<bool>());
    for (const auto& gradient : torch::autograd::grad({features.square().sum()}, backbone->parameters(), {}, {}, false,
                                                      /*allow_unused=*/true)) {
      if (gradient.defined()) CHECK(gradient.isfinite().all().item<bool>());
    }
  }
}

TEST_CASE("text backbones give the same numbers with and without a graph") {
  for (const auto& [name, backbone, padding] : small_text_backbones()) {
    INFO(name);
    Tap tap;
    const auto with = backbone->forward(padded(padding), tap);
    const torch::NoGradGuard no_grad;
    CHECK(torch::equal(with, backbone->forward(padded(padding), tap)));
  }
}

TEST_CASE("dropout of text backbones acts in training mode only, and by the global generator") {
  auto with_dropout = small_bert("bert");
  with_dropout.dropout = 0.3;
  const std::vector<std::shared_ptr<Backbone>> backbones{
      std::make_shared<CharCnn>(CharCnnOptions{}, text),
      std::make_shared<Transformer>(TransformerOptions{8, 2, 2, 12, 0.3, "post"}, text),
      std::make_shared<Bert>(with_dropout, text)};
  for (const auto& backbone : backbones) {
    Tap tap;
    const auto forward = [&] {
      torch::manual_seed(3);
      return backbone->forward(padded(0), tap);
    };
    CHECK(torch::equal(forward(), forward()));
    CHECK_FALSE(torch::equal(forward(), backbone->forward(padded(0), tap)));
    backbone->eval();
    CHECK(torch::equal(backbone->forward(padded(0), tap), backbone->forward(padded(0), tap)));
  }
}

TEST_CASE("dropped attention keeps the mean of what it mixes") {
  torch::manual_seed(1);
  networks::SelfAttention attention(4, 1, 0.4);
  const auto x = torch::randn({1, 6, 4});
  const auto bias = torch::zeros({1, 1, 6});
  const torch::NoGradGuard no_grad;
  const auto mean = attention.forward(x.repeat({20000, 1, 1}), bias.repeat({20000, 1, 1})).mean(0);
  attention.eval();
  CHECK(torch::allclose(mean, attention.forward(x, bias)[0], 0, 0.01));  // standard error about 0.002
}

TEST_CASE("parameter counts of text backbones are those of the literature") {
  CHECK(parameters(CharCnn({}, {{20}, 30})) == 30 * 64 + (3 * 64 + 1) * 96 + (3 * 96 + 1) * 96);
  CHECK(parameters(Transformer({}, {{20}, 30})) == 265216 + 128 * (30 + 20));
  // The whole embedding would take a gigabyte here: ten words and one or two layers, the rest by multiplication.
  const auto base = [](const std::string& architecture, std::int64_t words, std::int64_t layers) {
    BertOptions options;
    options.architecture = architecture;
    options.layers = 1;
    const auto one = parameters(Bert(options, {{512}, 10}));
    options.layers = 2;
    const auto each = parameters(Bert(options, {{512}, 10})) - one;
    return one + (layers - 1) * each + (words - 10) * 768;
  };
  CHECK(base("bert", 30522, 12) == 108891648);
  CHECK(base("xlm-roberta", 250002, 12) == 277453056);
}

TEST_CASE("random weights of the transformers start as BERT's") {
  torch::manual_seed(1);
  const auto network = Transformer({}, {{20}, 1000});
  const auto named = network.named_parameters();
  CHECK(named["tokens"].std().item<double>() == Approx(0.02).epsilon(0.02));
  CHECK(named["layer.1.expand.weight"].std().item<double>() == Approx(0.02).epsilon(0.02));
  CHECK(named["layer.1.expand.bias"].abs().max().item<double>() == 0);
  CHECK(named["layer.0.output_norm.weight"].eq(1).all().item<bool>());
  CHECK(named["norm.weight"].eq(1).all().item<bool>());
}

TEST_CASE("text backbones refuse what they cannot take") {
  const std::string help = "\n  help: choose another backbone for this task";
  CHECK(message_of([] {
          CharCnn({}, {{3, 16, 12}, 0});
        }) ==
        "backbone 'char-cnn': needs sequences of tokens {length}, but the task feeds {3, 16, 12}, numbers without "
        "a vocabulary" +
            help);
  CHECK(message_of([] {
          Transformer({}, {{784}, 0});
        }) ==
        "backbone 'transformer': needs sequences of tokens {length}, but the task feeds {784}, numbers without a "
        "vocabulary" +
            help);
  CHECK(message_of([] {
          Bert({}, {{2, 30}, 100});
        }) ==
        "backbone 'bert': needs sequences of tokens {length}, but the task feeds {2, 30}, tokens from a vocabulary of "
        "100" +
            help);
  CHECK(message_of([] {
          Transformer({10, 1, 4, 8, 0, "post"}, text);
        }) ==
        "backbone 'transformer': 'heads' is 4, which does not divide 'hidden', 10\n  help: each head uses hidden / "
        "heads channels");
  CHECK(message_of([] {
          Bert(small_bert("xlm-roberta"), {{11}, 20});
        }) ==
        "backbone 'bert': the task feeds sequences of 11 tokens, but there are positions for 10\n  help: shorten the "
        "task's sequences; only random weights can have more 'positions'");
  CHECK(message_of([] {
          CharCnnOptions::schema().parse({{"kernel", std::int64_t{4}}});
        }) == "'kernel' is 4, must be odd and positive");
}
