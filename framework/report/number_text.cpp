#include "framework/report/number_text.hpp"

#include <array>
#include <cmath>
#include <cstdio>

#include "framework/log/duration.hpp"

namespace evograd::host {
namespace {

std::string printed(const char* format, int digits, double value) {
  std::array<char, 64> text{};
  std::snprintf(text.data(), text.size(), format, digits, value);
  return text.data();
}

}  // namespace

std::string significant(std::optional<double> value, int digits) {
  if (!value) return {};
  return std::isfinite(*value) ? printed("%.*g", digits, *value) : "not finite";
}

std::string aligned(std::optional<double> value, int digits) {
  if (!value || !std::isfinite(*value)) return significant(value, digits);
  auto text = printed("%#.*g", digits, *value);
  if (text.back() == '.') text.pop_back();
  return text;
}

std::string grouped(std::int64_t value) {
  auto text = std::to_string(value);
  const std::size_t first = value < 0 ? 1 : 0;
  for (auto at = text.size(); at > first + 3;) text.insert(at -= 3, ",");
  return text;
}

std::string bytes_text(std::optional<double> bytes) {
  if (!bytes) return {};
  constexpr double mebi = 1 << 20;
  constexpr double gibi = 1 << 30;
  return *bytes < gibi ? printed("%.*f MiB", 1, *bytes / mebi) : printed("%.*f GiB", 2, *bytes / gibi);
}

std::string percent(std::optional<double> share) { return share ? printed("%.*f %%", 1, 100 * *share) : ""; }

std::string seconds_text(std::optional<double> seconds) {
  if (!seconds || !std::isfinite(*seconds)) return {};
  return *seconds < 10 ? printed("%.*f s", *seconds < 1 ? 2 : 1, *seconds) : duration(*seconds);
}

}  // namespace evograd::host
