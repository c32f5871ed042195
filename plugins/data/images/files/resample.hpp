#pragma once

#include <cstdint>
#include <vector>

namespace data {

/// The crop, scaling and second crop of one side of an image: for each position of the result, the pixels it averages.
///
/// The `length` pixels from `begin` are scaled to `scaled_length`; `window_length` positions of these from
/// `window_begin` are the result, in reverse order if `mirrored`. Bilinear, with a triangle filter that grows with the
/// shrinking factor, clipped at the ends of the crop and normalised: the arithmetic of PIL and of torch's antialiased
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

  /// The range of the pixels used: [used_begin, used_end).
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

/// Resamples one plane with `width` pixels per row in both directions: rows.size() × columns.size() values in [0, 255].
/// Calls may share the memory of `scratch`.
void resample(const std::uint8_t* plane, std::int64_t width, const Resampling& rows, const Resampling& columns,
              float* result, std::vector<float>& scratch);

}  // namespace data
