#pragma once

#include <cstdint>
#include <optional>
#include <string>

namespace evograd::host {

/// "0.03", "1.5e-06": at most `digits` significant digits. Empty if there is no value, "not finite" if it is not
/// finite.
std::string significant(std::optional<double> value, int digits);

/// The same with trailing zeros, for columns of numbers: "81.000" below "79.821".
std::string aligned(std::optional<double> value, int digits);

/// "30,000"; also for negative numbers.
std::string grouped(std::int64_t value);

/// "15.2 MiB", "8.1 GiB"; empty if there is no value.
std::string bytes_text(std::optional<double> bytes);

/// "12.5 %" for a share between 0 and 1; empty if there is no value.
std::string percent(std::optional<double> share);

/// "0.4 s", "42 s", "3 min 05 s"; empty if there is no value.
std::string seconds_text(std::optional<double> seconds);

}  // namespace evograd::host
