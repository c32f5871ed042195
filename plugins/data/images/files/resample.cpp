#include "data/images/files/resample.hpp"

#include <algorithm>
#include <cmath>

namespace data {

Resampling::Resampling(const Side& side) {
  const double scale = static_cast<double>(side.length) / static_cast<double>(side.scaled_length);
  const double reach = std::max(scale, 1.0);
  const auto count = static_cast<std::size_t>(side.window_length);
  most_taps_ = static_cast<std::int64_t>(std::ceil(reach)) * 2 + 1;
  first_.resize(count);
  taps_.resize(count);
  weights_.resize(count * static_cast<std::size_t>(most_taps_));
  used_begin_ = side.begin + side.length;
  used_end_ = side.begin;
  for (std::size_t place = 0; place < count; ++place) {
    const auto at = static_cast<std::int64_t>(side.mirrored ? count - 1 - place : place) + side.window_begin;
    const double centre = (static_cast<double>(at) + 0.5) * scale;
    const auto begin = std::max<std::int64_t>(static_cast<std::int64_t>(centre - reach + 0.5), 0);
    const auto end = std::min(static_cast<std::int64_t>(centre + reach + 0.5), side.length);
    auto* weight = weights_.data() + place * static_cast<std::size_t>(most_taps_);
    double sum = 0;
    for (auto i = begin; i < end; ++i) {
      const double height = std::max(0.0, 1 - std::abs((static_cast<double>(i) + 0.5 - centre) / reach));
      weight[i - begin] = static_cast<float>(height);
      sum += height;
    }
    for (auto i = begin; i < end; ++i) weight[i - begin] /= static_cast<float>(sum);
    first_[place] = side.begin + begin;
    taps_[place] = end - begin;
    used_begin_ = std::min(used_begin_, side.begin + begin);
    used_end_ = std::max(used_end_, side.begin + end);
  }
}

void resample(const std::uint8_t* plane, std::int64_t width, const Resampling& rows, const Resampling& columns,
              float* result, std::vector<float>& scratch) {
  const auto begin = columns.used_begin();
  const auto length = columns.used_end() - begin;
  scratch.resize(static_cast<std::size_t>(length));
  auto* row = scratch.data();
  for (std::int64_t y = 0; y < rows.size(); ++y) {
    // Rows first: this loop runs along the row, which compilers can vectorize.
    const auto* weights = rows.weights(y);
    const auto* from = plane + rows.first(y) * width + begin;
    for (std::int64_t x = 0; x < length; ++x) row[x] = weights[0] * static_cast<float>(from[x]);
    for (std::int64_t tap = 1; tap < rows.taps(y); ++tap) {
      from += width;
      const float weight = weights[tap];
      for (std::int64_t x = 0; x < length; ++x) row[x] += weight * static_cast<float>(from[x]);
    }
    auto* target = result + y * columns.size();
    for (std::int64_t x = 0; x < columns.size(); ++x) {
      const auto* weight = columns.weights(x);
      const auto* at = row + (columns.first(x) - begin);
      float sum = 0;
      for (std::int64_t tap = 0; tap < columns.taps(x); ++tap) sum += weight[tap] * at[tap];
      target[x] = sum;
    }
  }
}

}  // namespace data
