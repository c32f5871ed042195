#pragma once

#include <cstdint>
#include <functional>
#include <vector>

#include "framework/files/json.hpp"
#include "framework/memory/device_memory.hpp"
#include "framework/metrics/metric_record.hpp"
#include "framework/probe/probe.hpp"
#include "framework/settings/probe_options.hpp"
#include "framework/trainer/trainer.hpp"

namespace evograd::host {

/// Probes the estimates of a run every so many meta updates, and knows what that cost.
class ProbeRecorder {
 public:
  /// Takes the metrics of each reading, with the steps taken.
  using Report = std::function<void(std::int64_t step, const ProbeMetrics& metrics)>;

  /// Starts observing `trainer`; both and `memory` must outlive the recorder.
  ProbeRecorder(const ProbeOptions& options, Trainer& trainer, const DeviceMemory& memory, Report report);
  ~ProbeRecorder();
  ProbeRecorder(const ProbeRecorder&) = delete;
  ProbeRecorder& operator=(const ProbeRecorder&) = delete;

  /// Seconds spent on probing so far.
  double seconds() const { return seconds_; }
  /// The most tensor bytes live at once outside the probes.
  std::int64_t peak_bytes() const;
  /// Means over the readings; null where there are none.
  Json summary() const;

  /// Everything above, for a run that goes on: what state() gave makes restore() know it again, to the last bit.
  Json state() const;
  void restore(const Json& state);

 private:
  void look(const BilevelStep& bilevel_step, const MetaGradient& estimate);

  ProbeOptions options_;
  Trainer& trainer_;
  const DeviceMemory& memory_;
  Report report_;
  std::vector<ProbeReading> readings_;
  std::int64_t meta_updates_ = 0;
  std::int64_t peak_before_ = 0;
  double seconds_ = 0;
};

}  // namespace evograd::host
