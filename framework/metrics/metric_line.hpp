#pragma once

#include <stdexcept>
#include <string>

#include "framework/files/json.hpp"
#include "framework/metrics/metric_record.hpp"

namespace evograd::host {

/// Named numbers as an object.
Json metrics_json(const Metrics& numbers);

/// A record as a line of metrics.jsonl, without the newline. Non-finite numbers become null.
std::string metric_line(const MetricRecord& record);

/// An invalid line of metrics.jsonl.
class DamagedMetricLine : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// A line that is not JSON, such as a truncated one.
class CutMetricLine : public DamagedMetricLine {
 public:
  using DamagedMetricLine::DamagedMetricLine;
};

/// The record of a line of metrics.jsonl; null is read as NaN. Extra fields from other versions are ignored, except for
/// numbers. Throws DamagedMetricLine.
MetricRecord read_metric_line(const std::string& line);

}  // namespace evograd::host
