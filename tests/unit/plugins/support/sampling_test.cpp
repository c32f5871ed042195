#include <torch/torch.h>

#include <cmath>

#include "support/augmentation.hpp"
#include "support/epoch_sampler.hpp"
#include "support/roc.hpp"
#include "support/synthetic_images.hpp"
#include "temporary_folder.hpp"
#include "tests/catch.hpp"

using namespace evograd;
using namespace evograd::support;
using evograd::test::message_of;

TEST_CASE("an epoch visits each example at most once and no batch is partial") {
  EpochSampler sampler(RandomKey(3), 23, 5);
  CHECK(sampler.batches_per_epoch() == 4);
  for (const int epoch : {0, 1, 5}) {
    std::vector<torch::Tensor> batches;
    for (int i = 0; i < 4; ++i) batches.push_back(sampler.indices(4 * epoch + i));
    const auto all = torch::cat(batches);
    CHECK(all.size(0) == 20);
    CHECK(std::get<0>(at::_unique(all)).size(0) == 20);
    CHECK(all.ge(0).all().item<bool>());
    CHECK(all.lt(23).all().item<bool>());
  }
}

TEST_CASE("a batch is a function of key and step alone") {
  EpochSampler in_order(RandomKey(3), 23, 5);
  EpochSampler at_once(RandomKey(3), 23, 5);
  EpochSampler other(RandomKey(4), 23, 5);
  std::vector<torch::Tensor> batches;
  for (int step = 0; step < 30; ++step) batches.push_back(in_order.indices(step));
  for (const int step : {29, 3, 17, 4, 0}) {
    CHECK(torch::equal(at_once.indices(step), batches[static_cast<std::size_t>(step)]));
  }
  CHECK_FALSE(torch::equal(other.indices(0), batches[0]));
  CHECK_FALSE(torch::equal(batches[0], batches[4]));
  CHECK(message_of([] { EpochSampler(RandomKey(0), 3, 4); }) ==
        "batches: a batch of 4 cannot be drawn from 3 examples\n  help: make the batch smaller or the set larger");
}

TEST_CASE("augmentation is a crop of the reflected image, mirrored or not") {
  const auto images = torch::randint(0, 256, {40, 3, 9, 11}, RandomKey(1).generator(), torch::kUInt8);
  const auto augmented = shifted_and_mirrored(images, RandomKey(7));
  CHECK(augmented.sizes() == images.sizes());
  CHECK(augmented.scalar_type() == torch::kUInt8);
  CHECK(torch::equal(augmented, shifted_and_mirrored(images, RandomKey(7))));
  CHECK_FALSE(torch::equal(augmented, shifted_and_mirrored(images, RandomKey(8))));

  const auto padded = torch::reflection_pad2d(images.to(torch::kFloat32), {4, 4, 4, 4}).to(torch::kUInt8);
  int mirrored = 0;
  for (int i = 0; i < 40; ++i) {
    int plain_matches = 0;
    int mirror_matches = 0;
    for (int row = 0; row <= 8; ++row) {
      for (int column = 0; column <= 8; ++column) {
        const auto crop = padded[i].narrow(1, row, 9).narrow(2, column, 11);
        plain_matches += torch::equal(crop, augmented[i]);
        mirror_matches += torch::equal(crop.flip(2), augmented[i]);
      }
    }
    CHECK(plain_matches + mirror_matches == 1);
    mirrored += mirror_matches;
  }
  CHECK(mirrored > 8);
  CHECK(mirrored < 32);
  CHECK(message_of([&] { shifted_and_mirrored(images.narrow(2, 0, 4), RandomKey(0)); }) ==
        "augmentation: images of 4x11 pixels cannot be padded by 4 reflected pixels");
}

TEST_CASE("synthetic images are a function of the key and show the same classes in every part") {
  const SyntheticImages kind{.shape = {2, 7, 5}, .classes = 3};
  const auto training = synthetic_images(kind, 2100, RandomKey(5), "training");
  const auto test = synthetic_images(kind, 300, RandomKey(5), "test");
  CHECK(training.images.sizes() == torch::IntArrayRef({2100, 2, 7, 5}));
  CHECK(torch::equal(training.images, synthetic_images(kind, 2100, RandomKey(5), "training").images));
  CHECK(torch::equal(training.labels.bincount(), torch::tensor({700, 700, 700}, torch::kInt64)));
  CHECK_FALSE(torch::equal(training.images.narrow(0, 0, 300), test.images));
  const auto means = [](const ImageSet& set) {
    std::vector<torch::Tensor> rows;
    for (int c = 0; c < 3; ++c) {
      rows.push_back(
          set.images.to(torch::kFloat32).index_select(0, set.labels.eq(c).nonzero().squeeze(1)).mean(0).flatten());
    }
    return torch::stack(rows);
  };
  const auto nearest = torch::cdist(test.images.to(torch::kFloat32).flatten(1), means(training)).argmin(1);
  CHECK(nearest.eq(test.labels).to(torch::kFloat32).mean().item<double>() > 0.9);
}

TEST_CASE("area under the ROC curve equals the count of pairs") {
  auto generator = RandomKey(11).generator();
  for (const int size : {2, 7, 60}) {
    const auto scores = torch::randint(0, 9, {size}, generator, torch::kFloat32);  // with ties
    auto positive = torch::rand({size}, generator).lt(0.4);
    positive[0] = true;
    positive[1] = false;
    double won = 0;
    double pairs = 0;
    for (int i = 0; i < size; ++i) {
      for (int j = 0; j < size; ++j) {
        if (!positive[i].item<bool>() || positive[j].item<bool>()) continue;
        const auto difference = (scores[i] - scores[j]).item<double>();
        won += difference > 0 ? 1 : (difference == 0 ? 0.5 : 0);
        pairs += 1;
      }
    }
    CHECK(area_under_roc(scores, positive) == Approx(won / pairs));
  }
  CHECK(area_under_roc(torch::tensor({1.0, 2.0}), torch::tensor({false, true})) == 1.0);
  CHECK(std::isnan(area_under_roc(torch::tensor({1.0, 2.0}), torch::tensor({true, true}))));
  CHECK(std::isnan(area_under_roc(torch::tensor({std::nan(""), 2.0}), torch::tensor({false, true}))));
}
