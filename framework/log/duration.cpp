#include "framework/log/duration.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <cmath>

namespace evograd::host {

std::string duration(double seconds) {
  const auto whole = std::llround(std::max(0.0, seconds));
  if (whole >= 3600) return fmt::format("{} h {:02} min", whole / 3600, whole / 60 % 60);
  if (whole >= 60) return fmt::format("{} min {:02} s", whole / 60, whole % 60);
  return fmt::format("{} s", whole);
}

}  // namespace evograd::host
