#pragma once

#include <stdexcept>
#include <string>

#include "framework/files/json.hpp"
#include "framework/metrics/metric_record.hpp"

namespace evograd::host {

/// Named numbers as an object.
Json metrics_json(const Metrics& numbers);

/// A record as a line of metrics.jsonl, without the line's end. What is not finite becomes null.
std::string metric_line(const MetricRecord& record);

/// What is wrong with a line of metrics.jsonl.
class DamagedMetricLine : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// The same of a line that is not JSON, like one that was cut off.
class CutMetricLine : public DamagedMetricLine {
 public:
  using DamagedMetricLine::DamagedMetricLine;
};

/// The record of a line of metrics.jsonl; null is read as NaN. What another version may have written beside is passed
/// over, numbers excepted. Throws DamagedMetricLine.
MetricRecord read_metric_line(const std::string& line);

}  // namespace evograd::host
