#pragma once

#include <cstdint>
#include <vector>

namespace data {

/// How one side of an image is cut, scaled and cut again: for each place of the result the pixels it is a mean of.
///
/// The `length` pixels from `begin` on are scaled to `scaled_length`; of these, `window_length` places from
/// `window_begin` on are the result, the last first when `mirrored`. Bilinear with a triangle that grows with the
/// shrinking factor, cut off at the ends of the crop and normalised: the arithmetic of PIL and of torch's antialiased
/// interpolation.
class Resampling {
 public:
  struct Side {
    std::int64_t begin;
    std::int64_t length;
    std::int64_t scaled_length;
    std::int64_t window_begin;
    std::int64_t window_length;
    bool mirrored = false;
  };

  explicit Resampling(const Side& side);

  std::int64_t size() const { return static_cast<std::int64_t>(first_.size()); }
  std::int64_t first(std::int64_t place) const { return first_[static_cast<std::size_t>(place)]; }
  std::int64_t taps(std::int64_t place) const { return taps_[static_cast<std::size_t>(place)]; }
  const float* weights(std::int64_t place) const { return weights_.data() + most_taps_ * place; }

  /// The pixels that are used at all: [used_begin, used_end).
  std::int64_t used_begin() const { return used_begin_; }
  std::int64_t used_end() const { return used_end_; }

 private:
  std::int64_t most_taps_ = 0;
  std::int64_t used_begin_ = 0;
  std::int64_t used_end_ = 0;
  std::vector<std::int64_t> first_;
  std::vector<std::int64_t> taps_;
  std::vector<float> weights_;
};

/// One plane of `width` pixels a row, resampled in both directions: rows.size() × columns.size() values in [0, 255].
/// `scratch` is memory that calls may share.
void resample(const std::uint8_t* plane, std::int64_t width, const Resampling& rows, const Resampling& columns,
              float* result, std::vector<float>& scratch);

}  // namespace data
