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

namespace {

/// Two layers whose flat vector is first.bias, first.weight … in the order of registration.
struct Network : torch::nn::Module {
  torch::nn::Linear first = register_module("first", torch::nn::Linear(5, 3));
  torch::nn::Linear head = register_module("head", torch::nn::Linear(3, 2));
};

std::shared_ptr<Network> network() {
  torch::manual_seed(2);
  return std::make_shared<Network>();
}

torch::Tensor loss(Network& network, int step) {
  return network.head(network.first(torch::full({2, 5}, 0.1 * (step + 1))).tanh()).square().sum();
}

/// The head at another rate, biases without weight decay; the head's bias is in both groups.
OptimizerOptions grouped(const std::string& kind) {
  auto options = parse_optimizer(kind, {{"lr", 0.01}, {"weight_decay", 0.1}, {"schedule", "cosine"}});
  if (kind == "sgd") options.momentum = 0.9;
  options.groups = {{.parameters = {"head.*"}, .lr = 0.03}, {.parameters = {"*.bias"}, .weight_decay = 0.0}};
  return options;
}

template <class Options>
void set_group(torch::optim::Optimizer& optimizer, std::size_t group, double lr, double weight_decay) {
  auto& options = static_cast<Options&>(optimizer.param_groups().at(group).options());
  options.lr(lr);
  options.weight_decay(weight_decay);
}

}  // namespace

TEST_CASE("parameter groups are those of torch::optim") {
  for (const auto& kind : optimizer_kinds()) {
    const auto options = grouped(kind);
    auto usual = network();
    auto flattened = network();
    FlatParameters flat(flattened);
    const auto reference = make_optimizer(options, {usual->first->weight});
    for (const auto& tensor : {usual->first->bias, usual->head->weight, usual->head->bias}) {
      reference->add_param_group(torch::optim::OptimizerParamGroup({tensor}, reference->defaults().clone()));
    }
    FlatOptimizer optimizer(options, flat, 10);
    for (int step = 0; step < 10; ++step) {
      for (std::size_t i = 0; i < 4; ++i) {
        const double lr = scheduled_rate(options, step, 10) * (i >= 2 ? 3 : 1);
        const double decay = i % 2 == 0 ? 0.1 : 0;
        if (kind == "sgd") set_group<torch::optim::SGDOptions>(*reference, i, lr, decay);
        if (kind == "adam") set_group<torch::optim::AdamOptions>(*reference, i, lr, decay);
        if (kind == "adamw") set_group<torch::optim::AdamWOptions>(*reference, i, lr, decay);
      }
      reference->zero_grad();
      loss(*usual, step).backward();
      reference->step();
      flat.gradients().zero_();
      loss(*flattened, step).backward();
      optimizer.step(step);
    }
    const auto expected = usual->parameters();
    const auto found = flattened->parameters();
    for (std::size_t i = 0; i < expected.size(); ++i) CHECK(test::largest_difference(expected[i], found[i]) < 1e-7);
    const auto rates = optimizer.relative_rates();
    REQUIRE(rates.defined());
    const auto& segments = flat.layout().segments();
    for (std::size_t i = 0; i < 4; ++i) {
      CHECK(flat.layout().view(rates, segments[i]).eq(i >= 2 ? 3.0 : 1.0).all().item<bool>());
    }
  }
}

TEST_CASE("an optimizer with groups continues from the state of another one, and its rule gives its update") {
  for (const auto& kind : optimizer_kinds()) {
    const auto options = grouped(kind);
    FlatParameters one(network());
    FlatParameters other(network());
    FlatOptimizer before(options, one, 10);
    FlatOptimizer after(options, other, 10);
    const auto step = [](FlatOptimizer& optimizer, FlatParameters& flat, int number) {
      flat.gradients().copy_(torch::sin(torch::arange(flat.values().numel()) + number));
      optimizer.step(number);
    };
    for (int i = 0; i < 3; ++i) step(before, one, i);
    other.values().copy_(one.values());
    after.restore(before.state());

    const auto gradient = torch::sin(torch::arange(one.values().numel()) + 3);
    const auto promised = before.rule(3).update(gradient, one.values());
    const auto start = one.values().clone();
    step(before, one, 3);
    step(after, other, 3);
    CHECK(test::same_bits(one.values(), other.values()));
    CHECK(test::largest_difference(start - one.values(), promised) < 1e-6);
  }
}

TEST_CASE("groups that match nothing, or whose rates have nothing to be relative to, are errors") {
  FlatParameters flat(network());
  auto options = grouped("sgd");
  options.groups.push_back({.parameters = {"had.*"}, .lr = 0.1});
  CHECK_THROWS_WITH(FlatOptimizer(options, flat, 10),
                    Catch::Matchers::ContainsSubstring("[[optimizer.base.group]] 3") &&
                        Catch::Matchers::ContainsSubstring("'had.*' matches no parameter") &&
                        Catch::Matchers::ContainsSubstring("head.weight"));
  options.groups.pop_back();
  options.lr = 0;
  CHECK_THROWS_WITH(FlatOptimizer(options, flat, 10), Catch::Matchers::ContainsSubstring("lr is 0, but groups"));
}
