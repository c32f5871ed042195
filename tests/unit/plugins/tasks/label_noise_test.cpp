#include <torch/torch.h>

#include <string>
#include <vector>

#include "tasks/meta-weight-net/class_counts.hpp"
#include "tasks/meta-weight-net/label_noise.hpp"
#include "tasks/meta-weight-net/split.hpp"
#include "tests/catch.hpp"
#include "tests/support/captured_log.hpp"
#include "tests/support/temporary_folder.hpp"

using namespace evograd;
using namespace meta_weight_net;
using evograd::test::has;
using evograd::test::message_of;

namespace {

torch::Tensor balanced_labels(std::int64_t count, std::int64_t classes) {
  return torch::arange(count).remainder(classes);
}

double wrong_fraction(const torch::Tensor& matrix, const torch::Tensor& labels) {
  return corrupted(labels, matrix, RandomKey(9)).ne(labels).to(torch::kFloat64).mean().item<double>();
}

std::vector<std::string> names(int classes) {
  std::vector<std::string> all;
  for (int i = 0; i < classes; ++i) all.push_back("c" + std::to_string(i));
  return all;
}

}  // namespace

TEST_CASE("transition matrices have the stated form") {
  for (const auto seed : {1, 2, 3}) {
    const RandomKey key(static_cast<std::uint64_t>(seed));
    CHECK(torch::equal(transition_matrix(Noise::none, 0.4, 7, key), torch::eye(7, torch::kFloat64)));

    const auto uniform = transition_matrix(Noise::uniform, 0.4, 10, key);
    CHECK(torch::allclose(uniform.diag(), torch::full(10, 0.6 + 0.04, torch::kFloat64)));
    CHECK(uniform[0][3].item<double>() == Approx(0.04));

    const auto flip = transition_matrix(Noise::flip, 0.4, 10, key);
    CHECK(torch::allclose(flip.diag(), torch::full(10, 0.6, torch::kFloat64)));
    const auto target = flip.gt(0.3).logical_and(flip.lt(0.5));
    CHECK(torch::equal(target.sum(0), torch::ones(10, torch::kInt64)));  // a permutation …
    CHECK(torch::equal(target.sum(1), torch::ones(10, torch::kInt64)));
    CHECK_FALSE(target.diag().any().item<bool>());  // … without fixed points

    const auto flip_two = transition_matrix(Noise::flip_two, 0.4, 10, key);
    CHECK(torch::allclose(flip_two.diag(), torch::full(10, 0.6, torch::kFloat64)));
    CHECK(torch::equal(flip_two.eq(0.2).sum(1), torch::full(10, 2, torch::kInt64)));

    for (const auto& matrix : {uniform, flip, flip_two}) {
      CHECK(torch::allclose(matrix.sum(1), torch::ones(10, torch::kFloat64)));
    }
    CHECK(torch::equal(flip, transition_matrix(Noise::flip, 0.4, 10, key)));
  }
  CHECK_FALSE(torch::equal(transition_matrix(Noise::flip, 0.4, 10, RandomKey(1)),
                           transition_matrix(Noise::flip, 0.4, 10, RandomKey(2))));
  CHECK(message_of([] { transition_matrix(Noise::flip_two, 0.4, 2, RandomKey(0)); }) ==
        "task 'meta-weight-net': noise 'flip-two' needs at least 3 classes, but the data set has 2\n  help: set noise "
        "= \"uniform\" or use other data");
}

TEST_CASE("labels go wrong at the stated rate") {
  const auto labels = balanced_labels(40000, 10);
  const RandomKey key(4);
  const double error = 4 * std::sqrt(0.25 / 40000);
  CHECK(wrong_fraction(transition_matrix(Noise::none, 0.4, 10, key), labels) == 0);
  CHECK(std::abs(wrong_fraction(transition_matrix(Noise::uniform, 0.6, 10, key), labels) - 0.54) < error);
  CHECK(std::abs(wrong_fraction(transition_matrix(Noise::flip, 0.4, 10, key), labels) - 0.4) < error);
  CHECK(std::abs(wrong_fraction(transition_matrix(Noise::flip_two, 0.2, 10, key), labels) - 0.2) < error);
  CHECK(wrong_fraction(transition_matrix(Noise::flip, 1, 10, key), labels) == 1);
}

TEST_CASE("each label is drawn from its row") {
  const auto matrix = transition_matrix(Noise::flip_two, 0.5, 6, RandomKey(1));
  const auto labels = balanced_labels(60000, 6);
  const auto noisy = corrupted(labels, matrix, RandomKey(2));
  CHECK(torch::equal(noisy, corrupted(labels, matrix, RandomKey(2))));
  CHECK_FALSE(torch::equal(noisy, corrupted(labels, matrix, RandomKey(3))));
  const auto pairs = (labels * 6 + noisy).bincount({}, 36).view({6, 6}).to(torch::kFloat64) / 10000;
  CHECK((pairs - matrix).abs().max().item<double>() < 0.02);
  CHECK(pairs.masked_select(matrix.eq(0)).eq(0).all().item<bool>());
}

TEST_CASE("the meta set is balanced and apart from the training set, for every seed") {
  const auto labels = balanced_labels(1000, 10);
  const auto split_with = [&](std::int64_t train_size, std::uint64_t seed) {
    return split_training_part(labels, {.classes = names(10), .meta_size = 100, .train_size = train_size},
                               RandomKey(seed));
  };
  torch::Tensor earlier;
  for (const std::uint64_t seed : {1, 2, 3, 4}) {
    const auto split = split_with(0, seed);
    CHECK(torch::equal(labels.index_select(0, split.meta).bincount(), torch::full(10, 10, torch::kInt64)));
    const auto all = std::get<0>(torch::cat({split.meta, split.training}).sort());
    CHECK(torch::equal(all, torch::arange(1000)));
    if (earlier.defined()) CHECK_FALSE(torch::equal(earlier, split.meta));
    earlier = split.meta;
    const auto part = split_with(300, seed);
    CHECK(torch::equal(part.meta, split.meta));
    CHECK(torch::equal(part.training, split.training.narrow(0, 0, 300)));
  }
}

TEST_CASE("a meta set may be taken as the classes come") {
  const auto labels = balanced_labels(100, 4);
  const auto split =
      split_training_part(labels, {.classes = names(4), .meta_size = 10, .balanced_meta = false}, RandomKey(1));
  CHECK(split.meta.size(0) == 10);
  const auto all = std::get<0>(torch::cat({split.meta, split.training}).sort());
  CHECK(torch::equal(all, torch::arange(100)));
}

TEST_CASE("a meta set with clean labels is balanced by them, and takes only examples that have one") {
  const auto given = balanced_labels(60, 3);
  auto clean = (given + 1).remainder(3);
  clean.narrow(0, 30, 30).fill_(-1);
  SplitRequest request{.classes = names(3), .noun = "images", .meta_size = 9, .meta_labels = clean};
  const auto split = split_training_part(given, request, RandomKey(1));
  CHECK(torch::equal(clean.index_select(0, split.meta).bincount(), torch::full(3, 3, torch::kInt64)));
  CHECK(split.meta.lt(30).all().item<bool>());
  CHECK(split.training.size(0) == 51);
  request.meta_size = 31;
  CHECK(has(message_of([&] { split_training_part(given, request, RandomKey(1)); }),
            "meta_size is 31, but there are 30 images with clean labels"));
}

TEST_CASE("meta sets that do not divide or do not fit") {
  const auto labels = balanced_labels(30, 3);
  SplitRequest request{.classes = names(3), .noun = "images", .meta_size = 7};
  const auto split = split_training_part(labels, request, RandomKey(1));
  CHECK(torch::equal(labels.index_select(0, split.meta).bincount(), torch::tensor({3, 2, 2}, torch::kInt64)));
  request.meta_size = 29;
  CHECK(
      message_of([&] { split_training_part(labels, request, RandomKey(1)); }) ==
      "task 'meta-weight-net': the meta set of 29 images takes all examples of class 'c0' (all 10), 'c1' (all 10), so "
      "none is left for training\n  help: reduce meta_size, set meta_classes = \"random\", give a clean set of its own "
      "with 'meta', or leave out the rare classes");
  request.meta_size = 33;
  CHECK(has(message_of([&] { split_training_part(labels, request, RandomKey(1)); }),
            "meta_size is 33, but there are 30 images altogether"));
  request.meta_size = 6;
  request.train_size = 25;
  const evograd::test::CapturedLog log;
  CHECK(split_training_part(labels, request, RandomKey(1)).training.size(0) == 24);
  CHECK(log.have("train_size is 25, but 24 images are there to train on: all are used"));
}

TEST_CASE("a class that is too rare for the meta set is refused by name, with what it has") {
  const auto labels = torch::cat({torch::zeros(40, torch::kInt64), torch::ones(2, torch::kInt64)});
  SplitRequest request{.classes = {"cat", "lynx"}, .noun = "images", .meta_size = 6};
  CHECK(has(message_of([&] { split_training_part(labels, request, RandomKey(1)); }),
            "meta_size is 6, which takes 3 images of each class, but class 'lynx' has 2"));
  request.meta_size = 4;  // both go to the meta set
  CHECK(has(message_of([&] { split_training_part(labels, request, RandomKey(1)); }),
            "the meta set of 4 images takes all examples of class 'lynx' (all 2), so none is left for training"));
  request.meta_size = 2;
  CHECK(split_training_part(labels, request, RandomKey(1)).training.size(0) == 40);
}

TEST_CASE("a long tail has the profile of the paper") {
  const auto labels = balanced_labels(1000, 10);  // 100 of each
  const auto kept = long_tailed(labels, 10, 100, RandomKey(1));
  const auto counts = labels.index_select(0, kept).bincount();
  // 100 · 0.01^(c/9), as in the reference: get_img_num_per_cls.
  CHECK(torch::equal(counts, torch::tensor({100, 59, 35, 21, 12, 7, 4, 2, 1, 1}, torch::kInt64)));
  CHECK(torch::equal(kept, std::get<0>(kept.sort())));
  CHECK(torch::equal(kept, long_tailed(labels, 10, 100, RandomKey(1))));
  CHECK_FALSE(torch::equal(kept, long_tailed(labels, 10, 100, RandomKey(2))));

  const auto split =
      split_training_part(labels, {.classes = names(10), .meta_size = 100, .imbalance = 10}, RandomKey(3));
  const auto training = labels.index_select(0, split.training).bincount();
  CHECK(training[0].item<std::int64_t>() == 90);
  CHECK(training[9].item<std::int64_t>() == 9);
  CHECK(torch::equal(labels.index_select(0, split.meta).bincount(), torch::full(10, 10, torch::kInt64)));
}

TEST_CASE("the counts of classes name what a part lacks") {
  const std::vector<CountedPart> parts{{"training", torch::tensor({0, 0, 1, 2}, torch::kInt64)},
                                       {"meta", torch::tensor({0, 2}, torch::kInt64)}};
  CHECK(class_counts({"a", "b", "c"}, parts) == "examples of each class, training/meta: a 2/1, b 1/0, c 1/1");
  CHECK(missing_classes({"a", "b", "c"}, parts) ==
        std::vector<std::string>{"the meta set has no example of 1 of 3 classes: 'b'"});
  const std::vector<CountedPart> many{{"training", torch::arange(30)}};
  CHECK(has(class_counts(names(30), many), "examples of each of 30 classes, training, most to fewest: c"));
}
