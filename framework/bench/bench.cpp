#include "framework/bench/bench.hpp"

#include <algorithm>
#include <chrono>
#include <memory>

#include "evograd/exact_one_step.hpp"
#include "framework/bench/plain_training.hpp"
#include "framework/memory/cpu_allocator.hpp"
#include "framework/run/session.hpp"

namespace evograd::host {
namespace {

constexpr double kPlainPasses = 3;  // one forward and one backward pass

double median(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  const auto middle = values.size() / 2;
  return values.size() % 2 == 1 ? values[middle] : (values[middle - 1] + values[middle]) / 2;
}

double milliseconds(const std::function<void()>& work) {
  const auto begin = std::chrono::steady_clock::now();
  work();
  return std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - begin).count();
}

/// One way to train, and what was measured of it so far.
struct Contestant {
  BenchRow row;
  std::function<void()> step;
  AllocatorMode allocator = AllocatorMode::caching;
  std::int64_t live_bytes_before_model = 0;
  std::vector<double> times;
};

/// The most that is live within a step, less what belongs to others: the data and the other contestants.
std::int64_t peak_of_step(const Contestant& contestant, std::int64_t own_bytes, const DeviceMemory& memory) {
  const auto others = memory.live_bytes() - own_bytes;
  memory.reset_peak();
  contestant.step();
  return memory.peak_bytes() - others;
}

double cosine(const torch::Tensor& a, const torch::Tensor& b) {
  const double product = (a.norm() * b.norm()).item<double>();
  return product == 0 ? 0 : a.dot(b).item<double>() / product;
}

/// Takes steps on which the exact hypergradient is computed beside the estimate, and fills in passes and cosine.
void compare_with_exact(Session& session, std::int64_t steps, BenchRow& row) {
  if (!session.needs().meta_update) {
    row.passes = kPlainPasses;
    for (std::int64_t i = 0; i < steps; ++i) session.trainer().step();
    return;
  }
  double total = 0;
  double passes = 0;
  session.trainer().observe([&](const BilevelStep& moment, const MetaGradient& estimate) {
    BilevelProblem problem(session.trainer().state(), moment);
    // Both are expanded around the same point.
    const bool stepped = moment.base_update && moment.base_update->theta_before.defined();
    total += cosine(estimate.value,
                    exact_one_step(problem, stepped ? ValidationPoint::post_step : ValidationPoint::lookahead).value);
  });
  for (std::int64_t i = 0; i < steps; ++i) passes += session.trainer().step().passes.in_forwards();
  session.trainer().observe({});
  row.cosine = total / static_cast<double>(steps);
  row.passes = kPlainPasses + passes / static_cast<double>(steps);
}

}  // namespace

BenchReport run_bench(const std::vector<ResolvedManifest>& manifests, const BenchSettings& settings,
                      const std::function<void(const std::string&)>& tell) {
  const auto& options = manifests.front().run.options;
  apply_to_process(options);
  const DeviceMemory memory(choose_device(options.device));
  std::vector<Contestant> contestants;
  std::vector<std::unique_ptr<Session>> sessions;

  const auto add = [&](Contestant contestant) {
    contestant.step();
    contestant.step();  // optimizers make their state in the first step
    const auto own_bytes = memory.live_bytes() - contestant.live_bytes_before_model;
    contestant.row.peak_bytes = peak_of_step(contestant, own_bytes, memory);
    contestants.push_back(std::move(contestant));
  };

  tell("plain training");
  set_allocator_mode(AllocatorMode::system);
  PlainTraining plain(manifests.front());
  add({.row = {.name = "plain", .passes = kPlainPasses},
       .step = [&] { plain.step(); },
       .allocator = AllocatorMode::system,
       .live_bytes_before_model = plain.live_bytes_before_model(),
       .times = {}});
  for (const auto& manifest : manifests) {
    tell("estimator " + manifest.estimator.entry->name);
    sessions.push_back(std::make_unique<Session>(manifest, [](const std::string&) {}));
    auto& session = *sessions.back();
    BenchRow row{.name = manifest.estimator.entry->name};
    compare_with_exact(session, settings.cosine_steps, row);
    add({.row = row,
         .step = [&session] { session.trainer().step(); },
         .allocator = allocator_mode(),
         .live_bytes_before_model = session.live_bytes_before_model(),
         .times = {}});
  }

  for (std::int64_t round = 0; round < settings.rounds; ++round) {
    tell("round " + std::to_string(round + 1) + " of " + std::to_string(settings.rounds));
    for (auto& contestant : contestants) {
      set_allocator_mode(contestant.allocator);
      contestant.step();
      const double total = milliseconds([&] {
        for (std::int64_t i = 0; i < settings.steps_per_round; ++i) contestant.step();
      });
      contestant.times.push_back(total / static_cast<double>(settings.steps_per_round));
    }
  }

  BenchReport report;
  const auto& baseline = contestants.front();
  for (auto& contestant : contestants) {
    std::vector<double> ratios;
    for (std::size_t i = 0; i < contestant.times.size(); ++i) ratios.push_back(contestant.times[i] / baseline.times[i]);
    contestant.row.ms = median(contestant.times);
    contestant.row.ratio = median(ratios);
    contestant.row.peak_ratio =
        static_cast<double>(contestant.row.peak_bytes) / static_cast<double>(baseline.row.peak_bytes);
    if (&contestant == &baseline) continue;
    report.estimators.push_back(contestant.row);
  }
  report.plain = baseline.row;
  return report;
}

}  // namespace evograd::host
