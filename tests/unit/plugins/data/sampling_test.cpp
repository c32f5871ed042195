#include <torch/torch.h>

#include <cmath>

#include "data/epoch_sampler.hpp"
#include "data/images/synthetic_images.hpp"
#include "tests/catch.hpp"
#include "tests/support/temporary_folder.hpp"

using namespace evograd;
using namespace data;
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
        "batches: a batch of 4 cannot be drawn from 3 examples\n  help: reduce the batch size or use a larger set");
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
