#include "framework/optimizer/flat_optimizer.hpp"

#include <torch/torch.h>

#include "evograd/error.hpp"
#include "tests/catch.hpp"
#include "tests/support/numbers.hpp"
#include "tests/support/thread_count.hpp"

using namespace evograd;
using namespace evograd::host;

namespace {

torch::nn::Linear layer() {
  torch::manual_seed(2);
  return torch::nn::Linear(5, 3);
}

torch::Tensor loss(torch::nn::Linear& network, int step) {
  return network(torch::full({2, 5}, 0.1 * (step + 1))).square().sum();
}

}  // namespace

TEST_CASE("one optimizer over the flat tensor gives what one over the parameters gives") {
  for (const auto& kind : optimizer_kinds()) {
    auto options = parse_optimizer(kind, {{"lr", 0.01}, {"weight_decay", 0.1}});
    if (kind == "sgd") {
      options.momentum = 0.9;
      options.nesterov = true;
    }
    auto usual = layer();
    auto flattened = layer();
    FlatParameters flat(flattened.ptr());
    const auto usual_optimizer = make_optimizer(options, usual->parameters());
    FlatOptimizer flat_optimizer(options, flat, 10);
    for (int step = 0; step < 10; ++step) {
      usual_optimizer->zero_grad();
      loss(usual, step).backward();
      usual_optimizer->step();
      flat.gradients().zero_();
      loss(flattened, step).backward();
      flat_optimizer.step(step);
    }
    CHECK(test::largest_difference(usual->weight, flattened->weight) < 1e-7);
    CHECK(test::largest_difference(usual->bias, flattened->bias) < 1e-7);
  }
}

TEST_CASE("an update has the same bits on any number of threads, clipping included") {
  for (const auto& kind : optimizer_kinds()) {
    const auto options = parse_optimizer(kind, {{"lr", 0.01}, {"weight_decay", 0.1}, {"clip_norm", 0.5}});
    std::vector<torch::Tensor> updated;
    for (const int count : {1, 2}) {
      const test::ThreadCount threads(count);
      torch::manual_seed(2);
      torch::nn::Linear wide(600, 500);
      FlatParameters flat(wide.ptr());
      FlatOptimizer optimizer(options, flat, 10);
      for (int step = 0; step < 3; ++step) {
        flat.gradients().normal_();
        optimizer.step(step);
      }
      updated.push_back(flat.values().clone());
    }
    CHECK(test::same_bits(updated[0], updated[1]));
  }
}

TEST_CASE("schedules") {
  OptimizerOptions options{.lr = 0.5};
  CHECK(scheduled_rate(options, 77, 100) == 0.5);
  options.schedule = "steps";
  options.milestones = {40, 50};
  CHECK(scheduled_rate(options, 39, 100) == 0.5);
  CHECK(scheduled_rate(options, 40, 100) == Approx(0.05));
  CHECK(scheduled_rate(options, 50, 100) == Approx(0.005));
  options.schedule = "cosine";
  CHECK(scheduled_rate(options, 0, 100) == 0.5);
  CHECK(scheduled_rate(options, 50, 100) == Approx(0.25));
  CHECK(scheduled_rate(options, 100, 100) == Approx(0).margin(1e-12));
  options.schedule = "linear";
  options.warmup_steps = 10;
  CHECK(scheduled_rate(options, 0, 110) == Approx(0.05));
  CHECK(scheduled_rate(options, 9, 110) == Approx(0.5));
  CHECK(scheduled_rate(options, 10, 110) == Approx(0.5));
  CHECK(scheduled_rate(options, 60, 110) == Approx(0.25));
}

TEST_CASE("the gradient's norm is clipped") {
  auto network = layer();
  FlatParameters flat(network.ptr());
  FlatOptimizer optimizer(parse_optimizer("sgd", {{"lr", 1.0}, {"clip_norm", 0.5}}), flat, 1);
  const auto before = flat.values().clone();
  flat.gradients().narrow(0, 0, 4).fill_(3);  // norm 6
  optimizer.step(0);
  CHECK((before - flat.values()).norm().item<double>() == Approx(0.5).epsilon(1e-5));
}

TEST_CASE("settings that exclude each other are refused") {
  CHECK_THROWS_WITH(parse_optimizer("sgd", {{"nesterov", true}}),
                    "'nesterov' is true, but 'momentum' is 0\n  help: set momentum, e.g. momentum = 0.9");
  CHECK_THROWS_AS(parse_optimizer("sgd", {{"milestones", std::vector<std::int64_t>{50, 40}}}), Error);
  CHECK_THROWS_AS(parse_optimizer("adam", {{"momentum", 0.9}}), Error);
}
