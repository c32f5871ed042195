// Where the cross-lingual task drops out, and where not.

#include <torch/torch.h>

#include <string>

#include "metaxl_task.hpp"
#include "tests/catch.hpp"

using namespace evograd;
using namespace metaxl;
using namespace evograd::test;

namespace {

std::unique_ptr<MetaXl> built_with(double head_dropout, double backbone_dropout) {
  auto options = small_metaxl();
  options.head_dropout = head_dropout;
  options.source_size = 400;
  options.source_batch_size = 400;
  options.test_size = 50;
  auto task = opened_metaxl(options);
  task->build(small_transformer(task->input(), backbone_dropout));
  return task;
}

}  // namespace

TEST_CASE("the head drops each of its inputs with its probability, and keeps their mean") {
  const auto batch = built_with(0, 0)->training_batch(0, 0);
  const auto plain = built_with(0, 0)->encode(batch, LossKind::training);
  torch::manual_seed(1);
  const auto dropping = built_with(0.25, 0);
  const auto dropped = dropping->encode(batch, LossKind::training)["source_features"];
  const auto kept = dropped.ne(0);
  // Of 400 · 6 · 8 inputs; the standard deviation is 0.0031.
  CHECK(1 - kept.to(torch::kFloat64).mean().item<double>() == Approx(0.25).margin(0.015));
  CHECK(torch::allclose(dropped.masked_select(kept), plain["source_features"].masked_select(kept) / 0.75));
  const auto target = dropping->encode(dropping->validation_batch(0), LossKind::validation)["target_features"];
  CHECK(target.eq(0).any().item<bool>());
}

TEST_CASE("the backbone drops out in both losses, whatever mode it is in before, and never in evaluation") {
  const auto task = built_with(0, 0.5);
  const auto training = task->training_batch(0, 0);
  const auto validation = task->validation_batch(0);
  const auto losses = [&](std::uint64_t seed) {
    torch::manual_seed(seed);
    task->model()->eval();
    const auto trained = task->training_loss(training).item<double>();
    task->model()->eval();
    return std::pair(trained, task->validation_loss(validation).item<double>());
  };
  const auto first = losses(1);
  const auto second = losses(2);
  CHECK(first.first != second.first);
  CHECK(first.second != second.second);
  CHECK(losses(1) == first);

  const torch::NoGradGuard no_grad;
  task->model()->eval();
  const auto scores = task->evaluate();
  for (const std::uint64_t seed : {1, 2, 3}) {
    torch::manual_seed(seed);
    task->model()->train();
    CHECK(task->evaluate() == scores);
  }
}
