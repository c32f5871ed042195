#pragma once

#include <string>
#include <string_view>

#include "framework/metrics/metric_record.hpp"

namespace evograd::host {

/// The first record of a TensorBoard events file created at `wall_time` (seconds since 1970).
std::string tensorboard_header(double wall_time);

/// The numbers of a record, without curves, as one record of a TensorBoard file: scalars for its step. Empty if there
/// are not numbers.
std::string tensorboard_event(const MetricRecord& record, double wall_time);

/// `message` as a record of a TFRecord file: length (8 bytes, little-endian), its masked CRC-32C, message, its masked
/// CRC-32C.
std::string tensorflow_record(std::string_view message);

}  // namespace evograd::host
