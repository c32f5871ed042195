#include "framework/bench/bench.hpp"

#include <algorithm>
#include <chrono>
#include <memory>
#include <thread>

#include "evograd/logging.hpp"
#include "evograd/progress.hpp"
#include "framework/bench/machine_load.hpp"
#include "framework/bench/plain_training.hpp"
#include "framework/errors/reason.hpp"
#include "framework/log/silence.hpp"
#include "framework/memory/cpu_allocator.hpp"
#include "framework/prepare/device_settings.hpp"
#include "framework/prepare/process_settings.hpp"
#include "framework/probe/probe.hpp"
#include "framework/run/session.hpp"
#include "framework/statistics/statistics.hpp"

namespace evograd::host {
namespace {

constexpr std::chrono::milliseconds kLoadSample{1000};
constexpr double kPlainPasses = 3;  // one forward and one backward pass

double milliseconds(const std::function<void()>& work) {
  const auto begin = std::chrono::steady_clock::now();
  work();
  return std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - begin).count();
}

/// What others use of the cores during `time`, in which this process sleeps; negative if unknown.
double others_within(std::chrono::milliseconds time) {
  const MachineLoad load;
  std::this_thread::sleep_for(time);
  return load.others().value_or(-1);
}

/// One way to train, and its measurements so far.
struct Contestant {
  BenchRow row;
  std::function<void()> step;
  AllocatorMode allocator = AllocatorMode::caching;
  std::int64_t live_bytes_before_model = 0;
  std::int64_t period = 1;  ///< steps after which the pattern repeats: one of them has a meta update
  std::vector<double> times;
};

/// `steps`, rounded up to a multiple of `period`.
std::int64_t whole_periods(std::int64_t steps, std::int64_t period) { return (steps + period - 1) / period * period; }

/// The peak of live bytes within a period, minus what belongs to others: the data and the other contestants.
std::int64_t peak_of_step(const Contestant& contestant, std::int64_t own_bytes, const DeviceMemory& memory) {
  const auto others = memory.live_bytes() - own_bytes;
  memory.reset_peak();
  for (std::int64_t i = 0; i < contestant.period; ++i) contestant.step();
  return memory.peak_bytes() - others;
}

/// The ratio within each round.
std::vector<double> time_ratios(const Contestant& contestant, const Contestant& yardstick) {
  std::vector<double> ratios;
  for (std::size_t i = 0; i < contestant.times.size(); ++i) {
    ratios.push_back(contestant.times[i] / yardstick.times[i]);
  }
  return ratios;
}

double peak_ratio(const Contestant& contestant, const Contestant& yardstick) {
  return static_cast<double>(contestant.row.peak_bytes) / static_cast<double>(yardstick.row.peak_bytes);
}

/// Takes steps and records their passes and, if `wanted`, the cosine to the exact hypergradient, which is computed in
/// addition to the estimate.
void compare_with_exact(Session& session, std::int64_t steps, bool wanted, BenchRow& row) {
  if (!session.needs().meta_update) {
    row.passes = kPlainPasses;
    for (std::int64_t i = 0; i < steps; ++i) session.trainer().step();
    return;
  }
  double total = 0;
  double lengths = 0;
  double passes = 0;
  std::int64_t readings = 0;
  if (wanted)
    session.trainer().observe([&](const BilevelStep& bilevel_step, const MetaGradient& estimate) {
      const auto reading = probe(session.trainer().state(), bilevel_step, estimate, session.needs(), 1);
      if (!reading) return;
      total += reading->cosine;
      lengths += reading->norm_ratio;
      ++readings;
    });
  for (std::int64_t i = 0; i < steps; ++i) passes += session.trainer().step().passes.in_forwards();
  session.trainer().observe({});
  if (readings > 0) {
    row.cosine = total / static_cast<double>(readings);
    row.scale = lengths / static_cast<double>(readings);
  }
  row.passes = kPlainPasses + passes / static_cast<double>(steps);
}

}  // namespace

BenchReport run_bench(const std::vector<BenchEntry>& entries, const BenchSettings& settings) {
  const auto& options = entries.front().manifest.run.options;
  apply_to_process(options);
  const auto device = choose_device(options.device);
  const DeviceMemory memory(device);
  BenchReport report;
  std::vector<Contestant> contestants;
  std::vector<std::unique_ptr<Session>> sessions;

  const auto add = [&](Contestant contestant) {
    contestant.step();
    contestant.step();  // optimizers create their state in the first step
    const auto own_bytes = memory.live_bytes() - contestant.live_bytes_before_model;
    contestant.row.peak_bytes = peak_of_step(contestant, own_bytes, memory);
    contestants.push_back(std::move(contestant));
  };

  const auto own_mode = allocator_mode();
  std::vector<std::unique_ptr<PlainTraining>> yardsticks;
  const auto add_plain = [&](const char* name, PlainStyle style, AllocatorMode mode) {
    logging::debug(std::string(name) + " training");
    const Silence silence;
    set_allocator_mode(mode);
    yardsticks.push_back(std::make_unique<PlainTraining>(entries.front().manifest, style));
    auto& plain = *yardsticks.back();
    add({.row = {.name = name, .passes = kPlainPasses},
         .step = [&plain] { plain.step(); },
         .allocator = mode,
         .live_bytes_before_model = plain.live_bytes_before_model(),
         .times = {}});
  };
  add_plain(kPlainOrdinary, PlainStyle::ordinary, AllocatorMode::system);
  add_plain(kPlain, PlainStyle::own, own_mode);
  for (const auto& [label, manifest] : entries) {
    logging::debug("estimator " + label);
    const Silence silence;
    try {
      auto alone = manifest;
      alone.run.options.batches = "in-step";  // as plain training does; also makes peaks exact
      sessions.push_back(std::make_unique<Session>(alone, Pretrain::never));
      auto& session = *sessions.back();
      BenchRow row{.name = label};
      const auto period = manifest.run.options.meta_every;
      const auto steps = std::max<std::int64_t>(1, settings.cosine_steps);
      compare_with_exact(session, whole_periods(steps, period), settings.cosine_steps > 0, row);
      add({.row = row,
           .step = [&session] { session.trainer().step(); },
           .allocator = allocator_mode(),
           .live_bytes_before_model = session.live_bytes_before_model(),
           .period = period,
           .times = {}});
    } catch (const std::exception& error) {
      report.refused.push_back({label, reason(error)});
    }
  }

  report.others_before = others_within(kLoadSample);
  const MachineLoad load;
  Progress progress("timing", settings.rounds, "rounds");
  for (std::int64_t round = 0; round < settings.rounds; ++round) {
    std::erase_if(contestants, [&](Contestant& contestant) {
      try {
        set_allocator_mode(contestant.allocator);
        contestant.step();
        const auto steps = whole_periods(settings.steps_per_round, contestant.period);
        const double total = milliseconds([&] {
          for (std::int64_t i = 0; i < steps; ++i) contestant.step();
          wait_for(device);
        });
        contestant.times.push_back(total / static_cast<double>(steps));
        return false;
      } catch (const std::exception& error) {
        if (contestant.row.name == kPlain || contestant.row.name == kPlainOrdinary) throw;  // the baselines
        report.refused.push_back({contestant.row.name, reason(error)});
        return true;
      }
    });
    progress.advance();
  }

  report.others_during = load.others().value_or(-1);

  const auto& ordinary = contestants[0];
  const auto& plain = contestants[1];
  for (auto& contestant : contestants) {
    contestant.row.ms = median(contestant.times);
    contestant.row.ms_quartiles = quartiles(contestant.times);
    contestant.row.ratio = median(time_ratios(contestant, plain));
    contestant.row.ratio_ordinary = median(time_ratios(contestant, ordinary));
    contestant.row.ratio_quartiles = quartiles(time_ratios(contestant, ordinary));
    contestant.row.peak_ratio = peak_ratio(contestant, plain);
    contestant.row.peak_ratio_ordinary = peak_ratio(contestant, ordinary);
  }
  report.plain_ordinary = ordinary.row;
  report.plain = plain.row;
  for (std::size_t i = 2; i < contestants.size(); ++i) report.estimators.push_back(contestants[i].row);
  return report;
}

}  // namespace evograd::host
