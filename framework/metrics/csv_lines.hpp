#pragma once

#include <string>

#include "framework/metrics/metric_record.hpp"

namespace evograd::host {

inline constexpr const char* csv_header = "step,seconds,name,value\n";

/// A record as lines of CSV (RFC 4180, but for the line's end), one for each number; not finite ones are nan,
/// inf and -inf.
std::string csv_lines(const MetricRecord& record);

}  // namespace evograd::host
