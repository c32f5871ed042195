#include "tasks/metaxl/batches.hpp"

#include <torch/torch.h>

#include <cmath>
#include <string>
#include <vector>

#include "tests/catch.hpp"
#include "tests/support/temporary_folder.hpp"

using namespace evograd;
using namespace metaxl;
using evograd::test::message_of;

namespace {

/// A hundred texts: 60 of label 0, 30 of label 1, none of label 2, ten of label 3.
std::vector<LabelledText> unbalanced() {
  std::vector<LabelledText> texts(60, LabelledText{{"a"}, {0}});
  texts.resize(90, LabelledText{{"b"}, {1}});
  texts.resize(100, LabelledText{{"c"}, {3}});
  return texts;
}

torch::Tensor sorted(const std::vector<torch::Tensor>& parts) { return std::get<0>(torch::cat(parts).sort()); }

}  // namespace

TEST_CASE("labels of the source are drawn with equal chances, however rare they are, and so are a label's texts") {
  SourceSampler sampler(RandomKey(1), unbalanced(), 50, true);
  auto drawn = torch::zeros({100});
  for (std::int64_t step = 0; step < 120; ++step) drawn += sampler.indices(step).bincount({}, 100);
  REQUIRE(drawn.sum().item<double>() == 6000);
  for (const auto& [first, end] : {std::pair(0, 60), std::pair(60, 90), std::pair(90, 100)}) {
    const auto texts = drawn.slice(0, first, end);
    CHECK(texts.sum().item<double>() == Approx(2000).margin(180));  // five deviations of √(6000 · 2/9) = 37
    const double each = 2000.0 / (end - first);
    CHECK((texts - each).abs().max().item<double>() < 5 * std::sqrt(each));
  }
}

TEST_CASE("without balance each text of the source is in one batch of an epoch") {
  SourceSampler sampler(RandomKey(1), unbalanced(), 20, false);
  for (const std::int64_t epoch : {0, 1}) {
    std::vector<torch::Tensor> parts;
    for (std::int64_t step = 5 * epoch; step < 5 * (epoch + 1); ++step) parts.push_back(sampler.indices(step));
    CHECK(torch::equal(sorted(parts), torch::arange(100)));
  }
}

TEST_CASE("the batches of the source are a function of key and step alone") {
  for (const bool balanced : {true, false}) {
    INFO("balanced " << balanced);
    SourceSampler sampler(RandomKey(1), unbalanced(), 50, balanced);
    SourceSampler again(RandomKey(1), unbalanced(), 50, balanced);
    SourceSampler other(RandomKey(2), unbalanced(), 50, balanced);
    const auto third = sampler.indices(3);
    CHECK(third.size(0) == 50);
    for (const std::int64_t step : {7, 0}) again.indices(step);
    CHECK(torch::equal(again.indices(3), third));
    CHECK(torch::equal(sampler.indices(3), third));
    CHECK_FALSE(torch::equal(sampler.indices(4), third));
    CHECK_FALSE(torch::equal(other.indices(3), third));
  }
}

TEST_CASE("a batch with more than there is is refused by the name of its option") {
  for (const bool balanced : {true, false}) {
    CHECK(message_of([&] { SourceSampler(RandomKey(1), unbalanced(), 101, balanced); }) ==
          "[task] source_batch_size: is 101, but there are 100 training texts\n  help: reduce the batch size or use "
          "more training texts");
    CHECK_NOTHROW(SourceSampler(RandomKey(1), unbalanced(), 100, balanced));
  }
  CHECK(message_of([&] { TargetSampler(RandomKey(1), 3, 4, 2); }) ==
        "[task] target_batch_size: is 4, but there are 3 training texts\n  help: reduce the batch size or use more "
        "training texts");
}

TEST_CASE("the two parts of a target batch are disjoint, and each text is in one of them once an epoch") {
  TargetSampler sampler(RandomKey(1), 12, 4, 1);
  std::vector<torch::Tensor> parts;
  for (std::int64_t step = 0; step < 3; ++step) {
    parts.push_back(sampler.training(step));
    parts.push_back(sampler.validation(step));
    CHECK(parts[parts.size() - 2].size(0) == 3);
    CHECK(parts.back().size(0) == 1);
  }
  CHECK(torch::equal(sorted(parts), torch::arange(12)));
  TargetSampler again(RandomKey(1), 12, 4, 1);
  CHECK(torch::equal(again.validation(2), parts[5]));
  CHECK(torch::equal(again.training(0), parts[0]));
}

TEST_CASE("where nothing is held both parts are the whole batch") {
  TargetSampler whole(RandomKey(1), 12, 4, 0);
  CHECK(torch::equal(whole.training(1), whole.validation(1)));
  CHECK(torch::equal(sorted({whole.training(0), whole.training(1), whole.training(2)}), torch::arange(12)));
}
