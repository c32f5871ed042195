#include <torch/torch.h>

#include <mutex>

#include "framework/memory/device_memory.hpp"
#include "framework/optimizer/flat_optimizer.hpp"
#include "tests/catch.hpp"
#include "tests/support/thread_group.hpp"
#include "tests/unit/framework/memory/allocator_fixture.hpp"

using namespace evograd;
using namespace evograd::host;

namespace {

constexpr int kUpdates = 4;

torch::Tensor gradient(const FlatParameters& parameters, int step) {
  return (torch::arange(parameters.layout().size(), torch::kFloat32) * 0.37 + step).sin();
}

/// A model whose number of parameters no number of processes divides.
torch::nn::Linear odd_layer() {
  torch::nn::Linear linear(37, 11);
  const torch::NoGradGuard no_grad;
  for (auto& parameter : linear->parameters()) {
    parameter.copy_(torch::linspace(-1, 1, parameter.numel()).view_as(parameter));
  }
  return linear;
}

}  // namespace

TEST_CASE("an optimizer whose state is divided takes the steps of a whole one, to the bit") {
  for (const auto& kind : optimizer_kinds()) {
    for (const bool grouped : {false, true}) {
      INFO(kind << (grouped ? " with a group" : ""));
      auto options = parse_optimizer(kind, {{"lr", 0.01}, {"weight_decay", 0.1}, {"clip_norm", 0.5}});
      if (kind == "sgd") options.momentum = 0.9;
      if (grouped) options.groups.push_back({.parameters = {"bias"}, .lr = 0.1});
      auto whole_layer = odd_layer();
      FlatParameters whole_parameters(whole_layer.ptr());
      FlatOptimizer whole(options, whole_parameters, kUpdates);
      for (int step = 0; step < kUpdates; ++step) {
        whole_parameters.gradients().copy_(gradient(whole_parameters, step));
        whole.step(step);
      }
      const auto rule_whole = whole.rule(kUpdates - 1);
      test::ThreadGroup::run(3, [&](test::ThreadGroup& group) {
        auto own_layer = odd_layer();
        FlatParameters parameters(own_layer.ptr());
        FlatOptimizer optimizer(options, parameters, kUpdates, &group);
        bool same = optimizer.is_shared();
        for (int step = 0; step < kUpdates; ++step) {
          parameters.gradients().copy_(gradient(parameters, step));
          optimizer.step(step);
          if (step != 1) continue;
          // As a resumed run does it.
          FlatOptimizer resumed(options, parameters, kUpdates, &group);
          const auto values = parameters.values().clone();
          resumed.restore(optimizer.state());
          same = same && torch::equal(values, parameters.values());
          const auto there = resumed.state(), here = optimizer.state();
          same = same && there.steps == here.steps && there.moments.size() == here.moments.size();
          for (std::size_t i = 0; i < here.moments.size(); ++i) {
            same = same && torch::equal(there.moments[i].second, here.moments[i].second);
          }
        }
        same = same && torch::equal(parameters.values(), whole_parameters.values());
        const auto rule = optimizer.rule(kUpdates - 1);
        if (rule.velocity.defined()) same = same && torch::equal(rule.velocity, rule_whole.velocity);
        if (rule.adaptive_update) {
          const auto at = gradient(parameters, 9);
          same = same && torch::equal(rule.adaptive_update(at, parameters.values()),
                                      rule_whole.adaptive_update(at, parameters.values()));
        }
        const auto state = optimizer.state(), of_whole = whole.state();
        for (std::size_t i = 0; i < of_whole.moments.size(); ++i) {
          same = same && torch::equal(state.moments.at(i).second, of_whole.moments[i].second);
        }
        group.meet();
        static std::mutex one_at_a_time;
        const std::lock_guard lock(one_at_a_time);
        CHECK(same);
        CHECK(group.same_shapes());
      });
    }
  }
}

TEST_CASE("processes that divide an optimizer's state hold one of it together") {
  const auto options = parse_optimizer("adam", {{"lr", 0.01}});
  const AllocatorFixture fixture(AllocatorMode::system);
  const DeviceMemory memory(torch::kCPU);
  std::int64_t before = 0, after = 0, elements = 0;
  test::ThreadGroup::run(2, [&](test::ThreadGroup& group) {
    torch::nn::Linear wide(1000, 100);
    FlatParameters parameters(wide.ptr());
    FlatOptimizer optimizer(options, parameters, 1, &group);
    parameters.gradients().zero_();
    group.meet();
    if (group.rank() == 0) before = memory.live_bytes();
    group.meet();
    optimizer.step(0);
    group.meet();
    if (group.rank() == 0) {
      elements = parameters.layout().size();
      after = memory.live_bytes();
    }
    group.meet();
  });
  const auto both_moments = 2 * elements * static_cast<std::int64_t>(sizeof(float));
  CHECK(after - before >= both_moments);
  CHECK(after - before < both_moments + both_moments / 2);  // each process for itself: twice as much
}
