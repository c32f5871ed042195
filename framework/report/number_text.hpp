#pragma once

#include <cstdint>
#include <optional>
#include <string>

namespace evograd::host {

/// "0.03", "1.5e-06": at most `digits` significant digits. Empty for nothing, "not finite" for what is not.
std::string significant(std::optional<double> value, int digits);

/// The same with the zeros at the end, for columns of numbers: "81.000" below "79.821".
std::string aligned(std::optional<double> value, int digits);

/// "30,000". Negative numbers too.
std::string grouped(std::int64_t value);

/// "15.2 MiB", "8.1 GiB"; empty for nothing.
std::string bytes_text(std::optional<double> bytes);

/// "12.5 %" of a share between 0 and 1; empty for nothing.
std::string percent(std::optional<double> share);

/// "0.4 s", "42 s", "3 min 05 s"; empty for nothing.
std::string seconds_text(std::optional<double> seconds);

}  // namespace evograd::host
