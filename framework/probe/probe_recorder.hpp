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

/// Probes the estimates of a run every given number of meta updates, and records the cost of probing.
class ProbeRecorder {
 public:
  /// Receives the metrics of each reading, with the steps taken.
  using Report = std::function<void(std::int64_t step, const ProbeMetrics& metrics)>;

  /// Starts observing `trainer`; both and `memory` must outlive the recorder.
  ProbeRecorder(const ProbeOptions& options, Trainer& trainer, const DeviceMemory& memory, Report report);
  ~ProbeRecorder();
  ProbeRecorder(const ProbeRecorder&) = delete;
  ProbeRecorder& operator=(const ProbeRecorder&) = delete;

  /// Seconds spent on probing so far.
  double seconds() const { return seconds_; }
  /// The maximum number of live tensor bytes outside the probes.
  std::int64_t peak_bytes() const;
  /// Means over the readings; null if there are none.
  Json summary() const;

  /// Everything above, for a resumed run: restore() brings back what state() returned, bit for bit.
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
