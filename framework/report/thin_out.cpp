#include "framework/report/thin_out.hpp"

#include <algorithm>
#include <cmath>
#include <optional>

namespace evograd::host {
namespace {

/// The indices of [begin, end) that are kept, ascending.
std::vector<std::size_t> extremes(const std::vector<double>& values, std::size_t begin, std::size_t end) {
  std::optional<std::size_t> smallest;
  std::optional<std::size_t> largest;
  std::optional<std::size_t> not_finite;
  for (std::size_t i = begin; i < end; ++i) {
    if (!std::isfinite(values[i])) {
      not_finite = not_finite.value_or(i);
      continue;
    }
    if (!smallest || values[i] < values[*smallest]) smallest = i;
    if (!largest || values[i] > values[*largest]) largest = i;
  }
  std::vector<std::size_t> kept;
  for (const auto& index : {smallest, largest, not_finite}) {
    if (index && std::find(kept.begin(), kept.end(), *index) == kept.end()) kept.push_back(*index);
  }
  std::sort(kept.begin(), kept.end());
  return kept;
}

}  // namespace

Curve thin_out(const Curve& curve, std::size_t most) {
  if (curve.size() <= most) return curve;
  constexpr std::size_t points_of_a_stretch = 3;
  const std::size_t ends = 2;
  const std::size_t stretches = std::max<std::size_t>(1, (most - std::min(most, ends)) / points_of_a_stretch);
  const std::size_t inner = curve.size() - ends;
  Curve thin;
  const auto keep = [&](std::size_t index) { thin.add(curve.steps[index], curve.values[index]); };
  keep(0);
  for (std::size_t i = 0; i < stretches; ++i) {
    for (const auto index : extremes(curve.values, 1 + i * inner / stretches, 1 + (i + 1) * inner / stretches)) {
      keep(index);
    }
  }
  keep(curve.size() - 1);
  return thin;
}

std::vector<std::size_t> evenly_apart(std::size_t count, std::size_t most) {
  std::vector<std::size_t> kept;
  if (count <= most) {
    for (std::size_t i = 0; i < count; ++i) kept.push_back(i);
    return kept;
  }
  for (std::size_t i = 0; i < most; ++i) kept.push_back(i * (count - 1) / std::max<std::size_t>(1, most - 1));
  return kept;
}

}  // namespace evograd::host
