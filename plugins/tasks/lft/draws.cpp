#include "draws.hpp"

#include <unordered_map>

namespace lft {

std::int64_t draw_one(std::int64_t size, RandomKey key) {
  const auto words = philox(key.value(), 0);
  const auto word = (static_cast<std::uint64_t>(words[0]) << 32) | words[1];  // 64 bits: the bias is below 2^-32
  return static_cast<std::int64_t>(word % static_cast<std::uint64_t>(size));
}

std::vector<std::int64_t> draw_distinct(std::int64_t size, std::int64_t count, RandomKey key) {
  // The beginning of a Fisher-Yates shuffle; stores only the positions that were changed.
  std::unordered_map<std::int64_t, std::int64_t> moved;
  const auto at = [&](std::int64_t place) {
    const auto found = moved.find(place);
    return found == moved.end() ? place : found->second;
  };
  std::vector<std::int64_t> drawn;
  for (std::int64_t i = 0; i < count; ++i) {
    const auto other = i + draw_one(size - i, key.fold(static_cast<std::uint64_t>(i)));
    drawn.push_back(at(other));
    moved[other] = at(i);
  }
  return drawn;
}

}  // namespace lft
