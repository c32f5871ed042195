#include <torch/torch.h>

#include "tasks/meta-weight-net/label_noise.hpp"
#include "tasks/meta-weight-net/split.hpp"
#include "tests/catch.hpp"
#include "tests/support/temporary_folder.hpp"

using namespace evograd;
using namespace meta_weight_net;
using evograd::test::message_of;

namespace {

torch::Tensor balanced_labels(std::int64_t count, std::int64_t classes) {
  return torch::arange(count).remainder(classes);
}

double wrong_fraction(const torch::Tensor& matrix, const torch::Tensor& labels) {
  return corrupted(labels, matrix, RandomKey(9)).ne(labels).to(torch::kFloat64).mean().item<double>();
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
  torch::Tensor earlier;
  for (const auto seed : {1, 2, 3, 4}) {
    const auto split = split_off_meta_set(labels, 10, 100, 0, RandomKey(static_cast<std::uint64_t>(seed)));
    CHECK(torch::equal(labels.index_select(0, split.meta).bincount(), torch::full(10, 10, torch::kInt64)));
    const auto all = std::get<0>(torch::cat({split.meta, split.training}).sort());
    CHECK(torch::equal(all, torch::arange(1000)));
    if (earlier.defined()) CHECK_FALSE(torch::equal(earlier, split.meta));
    earlier = split.meta;
    const auto part = split_off_meta_set(labels, 10, 100, 300, RandomKey(static_cast<std::uint64_t>(seed)));
    CHECK(torch::equal(part.meta, split.meta));
    CHECK(torch::equal(part.training, split.training.narrow(0, 0, 300)));
  }
}

TEST_CASE("meta sets that do not divide or do not fit") {
  const auto labels = balanced_labels(30, 3);
  const auto split = split_off_meta_set(labels, 3, 7, 0, RandomKey(1));
  CHECK(torch::equal(labels.index_select(0, split.meta).bincount(), torch::tensor({3, 2, 2}, torch::kInt64)));
  CHECK(message_of([&] { split_off_meta_set(labels, 3, 33, 0, RandomKey(1)); }) ==
        "task 'meta-weight-net': meta_size is 33, which takes 11 images of each class, but class 0 has 10\n  help: "
        "reduce meta_size");
  CHECK(message_of([&] { split_off_meta_set(labels, 3, 6, 25, RandomKey(1)); }) ==
        "task 'meta-weight-net': train_size is 25, but 24 images are left after taking the meta set\n  help: reduce "
        "train_size or meta_size");
}
