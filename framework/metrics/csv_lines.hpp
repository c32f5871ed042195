#pragma once

#include <string>

#include "framework/metrics/metric_record.hpp"

namespace evograd::host {

inline constexpr const char* csv_header = "step,seconds,name,value\n";

/// A record as lines of CSV (RFC 4180 except for the line ending), one per number; non-finite ones are nan, inf and
/// -inf.
std::string csv_lines(const MetricRecord& record);

}  // namespace evograd::host
