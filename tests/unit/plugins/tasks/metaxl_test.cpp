#include <torch/torch.h>

#include <cmath>
#include <memory>
#include <set>
#include <string>

#include "backbones/char-cnn/char_cnn.hpp"
#include "metaxl_task.hpp"
#include "tests/catch.hpp"
#include "tests/support/temporary_folder.hpp"

using namespace evograd;
using namespace metaxl;
using namespace evograd::test;

namespace {

/// The sentences of tokens [B, T] as one text each, to tell them apart.
std::multiset<std::string> sentences(const torch::Tensor& tokens) {
  std::multiset<std::string> all;
  for (std::int64_t i = 0; i < tokens.size(0); ++i) {
    std::string text;
    for (std::int64_t j = 0; j < tokens.size(1); ++j) text += std::to_string(tokens[i][j].item<std::int64_t>()) + " ";
    all.insert(text);
  }
  return all;
}

/// A text backbone that calls no tap.
struct Siteless : Backbone {
  torch::Tensor forward(const torch::Tensor& input, Tap&) override { return input.to(torch::kFloat32).unsqueeze(2); }
  std::vector<std::int64_t> feature_shape() const override { return {8, 1}; }
};

}  // namespace

TEST_CASE("the arms of the task train on what they say") {
  auto options = small_metaxl();
  const auto joint = built_metaxl(options)->training_batch(0, 0);
  CHECK(joint["source_tokens"].sizes() == torch::IntArrayRef({4, 8}));
  CHECK(joint["target_tokens"].size(0) == 3);  // the other half is for the meta loss

  options.training = "target";
  const auto target = built_metaxl(options);
  const auto alone = target->training_batch(0, 0);
  CHECK_FALSE(alone.contains("source_tokens"));
  CHECK(alone["target_tokens"].size(0) == 6);
  CHECK(sentences(alone["target_tokens"]) == sentences(target->validation_batch(0)["target_tokens"]));
  CHECK(target->meta_model()->parameters().empty());
  CHECK(target->training_loss(alone).isfinite().item<bool>());

  options.training = "source";
  const auto source = built_metaxl(options);
  const auto foreign = source->training_batch(0, 0);
  CHECK(foreign.contains("source_tokens"));
  CHECK_FALSE(foreign.contains("target_tokens"));
  CHECK_FALSE(source->meta_model()->parameters().empty());
  CHECK(source->validation_batch(0)["target_tokens"].size(0) == 3);

  options.training = "joint";
  options.transformation = "none";
  const auto none = built_metaxl(options);
  CHECK(none->training_batch(0, 0)["target_tokens"].size(0) == 6);
  CHECK(none->training_batch(0, 0).contains("source_tokens"));
  CHECK(none->meta_model()->parameters().empty());
  CHECK(none->meta_model()->buffers().empty());

  options.transformation = "fixed";
  const auto fixed = built_metaxl(options);
  CHECK(fixed->meta_model()->parameters().empty());
  CHECK(fixed->meta_model()->buffers().size() == 4);
  CHECK(fixed->training_batch(0, 0)["target_tokens"].size(0) == 3);
}

TEST_CASE("batches of the cross-lingual task depend on seed and step alone") {
  const auto a = opened_metaxl(small_metaxl());
  const auto b = opened_metaxl(small_metaxl());
  const auto other = opened_metaxl(small_metaxl(), 2);
  const auto tokens = [](MetaXl& task, std::int64_t step) { return task.training_batch(step, 0)["source_tokens"]; };
  b->training_batch(5, 0);
  CHECK(torch::equal(tokens(*a, 3), tokens(*b, 3)));
  CHECK(torch::equal(tokens(*a, 3), a->training_batch(2, 1)["source_tokens"]));
  CHECK(torch::equal(a->training_batch(3, 0)["target_tokens"], a->training_batch(2, 1)["target_tokens"]));
  CHECK_FALSE(torch::equal(tokens(*a, 3), tokens(*a, 4)));
  CHECK_FALSE(torch::equal(tokens(*a, 3), tokens(*other, 3)));
}

TEST_CASE("the two batches of a step share no sentence of the target, and a step's batches are of its epoch") {
  auto options = small_metaxl();
  options.target_size = 12;
  options.portion = 3;
  const auto task = opened_metaxl(options);
  std::multiset<std::string> epoch;
  for (const std::int64_t step : {0, 1}) {
    const auto trained = sentences(task->training_batch(step, 0)["target_tokens"]);
    const auto held = sentences(task->validation_batch(step)["target_tokens"]);
    CHECK(trained.size() == 4);
    CHECK(held.size() == 2);
    epoch.insert(trained.begin(), trained.end());
    epoch.insert(held.begin(), held.end());
  }
  CHECK(std::set<std::string>(epoch.begin(), epoch.end()).size() == 12);  // 6 words of 18: no two sentences agree
}

TEST_CASE("the made-up languages are drawn by the seed") {
  auto options = small_metaxl();
  options.source_batch_size = 30;  // all there are
  options.target_batch_size = 16;
  const auto first = opened_metaxl(options)->training_batch(0, 0);
  const auto other = opened_metaxl(options, 2)->training_batch(0, 0);
  for (const char* tokens : {"source_tokens", "target_tokens"}) {
    CHECK(sentences(first[tokens]) != sentences(other[tokens]));
  }
}

TEST_CASE("the transformation is at the last site, or at those that the manifest names") {
  auto options = small_metaxl();
  const auto parameters = [&] { return built_metaxl(options)->meta_model()->named_parameters(); };
  CHECK(parameters().size() == 4);
  CHECK(parameters().contains("layer_1_weight1"));
  options.sites = {"layer.0", "embeddings"};
  CHECK(parameters().size() == 2 * 4 + 1);
  CHECK(parameters()["mixture"].size(0) == 2);
  options.sites = {"layer.7"};
  CHECK(message_of([&] { built_metaxl(options); }) ==
        "[task] sites: 'layer.7' is not a site of the backbone\n  help: sites: embeddings, layer.0, layer.1");

  options = small_metaxl();
  const auto without = [&] { opened_metaxl(options)->build(std::make_shared<Siteless>()); };
  CHECK(message_of(without) ==
        "backbone: has no sites for a representation transformation\n  help: choose another backbone, or set [task] "
        "transformation = \"none\"");
  options.transformation = "none";
  CHECK_NOTHROW(without());
}

TEST_CASE("the score is on the test part, the selection on the development part, in percent") {
  const auto task = built_metaxl(small_metaxl());
  CHECK(task->score_name() == "test_accuracy");
  CHECK(task->traits().selection == "development_accuracy");
  task->model()->eval();
  const torch::NoGradGuard no_grad;
  for (auto& parameter : task->model()->parameters()) parameter.zero_();
  task->model()->named_parameters()["head.bias"][4] = 1;  // every word is of class 4
  const auto metrics = task->evaluate();
  REQUIRE(metrics.size() == 2);
  CHECK(metrics[0].first == "test_accuracy");
  CHECK(metrics[1].first == "development_accuracy");
  for (const auto& [part, sentences_of_it] : {std::pair(0, 7), std::pair(1, 6)}) {
    const double right = metrics[part].second / 100 * 6 * sentences_of_it;
    CHECK(right == Approx(std::round(right)).margin(1e-9));  // a number of words
    CHECK(right < 6 * sentences_of_it / 2);                  // of nine classes one
  }
}

TEST_CASE("what cannot be trained on is refused with its reason") {
  auto options = small_metaxl();
  options.target_batch_size = 17;
  CHECK(message_of([&] { opened_metaxl(options); }) ==
        "[task] target_batch_size: is 17, but there are 16 training texts\n  help: reduce the batch size or use more "
        "training texts");
  options = small_metaxl();
  options.source_batch_size = 31;
  CHECK(message_of([&] {
          opened_metaxl(options);
        }).starts_with("[task] source_batch_size: is 31, but there are 30 training texts"));
  options.training = "target";  // which has no batch of the source
  CHECK_NOTHROW(opened_metaxl(options));
  options = small_metaxl();
  options.portion = 7;
  const auto portion = [&] { return message_of([&] { opened_metaxl(options); }); };
  CHECK(portion() ==
        "[task] portion: is 7, but there are only 6 texts in a target batch\n  help: reduce it, or increase "
        "target_batch_size");
  options.portion = 6;
  CHECK(portion().empty());
  options.portion = 7;
  options.transformation = "none";  // nothing is held then
  CHECK(portion().empty());
  const auto task = opened_metaxl(small_metaxl());
  CHECK(message_of([&] {
          task->build(std::make_shared<backbones::CharCnn>(backbones::CharCnnOptions{}, task->input()));
        }).starts_with("backbone: has features of shape {192} per text, but the labels are per word\n  help: "));
}
