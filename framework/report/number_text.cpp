#include "framework/report/number_text.hpp"

#include <fmt/format.h>

#include <array>
#include <cmath>
#include <cstdio>

#include "framework/log/duration.hpp"

namespace evograd::host {

std::string significant(std::optional<double> value, int digits) {
  if (!value) return {};
  return std::isfinite(*value) ? fmt::format("{:.{}g}", *value, digits) : "not finite";
}

std::string aligned(std::optional<double> value, int digits) {
  if (!value || !std::isfinite(*value)) return significant(value, digits);
  std::array<char, 64> printed{};  // fmt's "#" adds a zero after a trailing point: "100.0" to three digits
  std::snprintf(printed.data(), printed.size(), "%#.*g", digits, *value);
  std::string text = printed.data();
  if (text.back() == '.') text.pop_back();
  return text;
}

std::string grouped(std::int64_t value) {
  auto text = fmt::to_string(value);
  const std::size_t first = value < 0 ? 1 : 0;
  for (auto at = text.size(); at > first + 3;) text.insert(at -= 3, ",");
  return text;
}

std::string bytes_text(std::optional<double> bytes) {
  if (!bytes) return {};
  constexpr double mebi = 1 << 20;
  constexpr double gibi = 1 << 30;
  return *bytes < gibi ? fmt::format("{:.1f} MiB", *bytes / mebi) : fmt::format("{:.2f} GiB", *bytes / gibi);
}

std::string percent(std::optional<double> share) { return share ? fmt::format("{:.1f} %", 100 * *share) : ""; }

std::string seconds_text(std::optional<double> seconds) {
  if (!seconds || !std::isfinite(*seconds)) return {};
  return *seconds < 10 ? fmt::format("{:.{}f} s", *seconds, *seconds < 1 ? 2 : 1) : duration(*seconds);
}

}  // namespace evograd::host
