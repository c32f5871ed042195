#include "tasks/lft/glyphs/raster.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace lft {

namespace {

constexpr double lobes = 3;

double sinc(double x) { return x == 0 ? 1 : std::sin(std::numbers::pi * x) / (std::numbers::pi * x); }

double lanczos(double x) { return std::abs(x) < lobes ? sinc(x) * sinc(x / lobes) : 0; }

/// The source pixels that make up an output pixel, and their weights, whose sum is 1.
struct Taps {
  int first = 0;
  std::vector<double> weights;
};

std::vector<Taps> taps(int from, int to) {
  const double scale = static_cast<double>(from) / to;
  const double stretch = std::max(scale, 1.0);
  std::vector<Taps> all(static_cast<std::size_t>(to));
  for (int i = 0; i < to; ++i) {
    const double centre = (i + 0.5) * scale;
    auto& [first, weights] = all[static_cast<std::size_t>(i)];
    first = std::max(0, static_cast<int>(centre - lobes * stretch + 0.5));
    const int last = std::min(from, static_cast<int>(centre + lobes * stretch + 0.5));
    double sum = 0;
    for (int x = first; x < last; ++x) {
      weights.push_back(lanczos((x + 0.5 - centre) / stretch));
      sum += weights.back();
    }
    for (auto& weight : weights) weight /= sum;
  }
  return all;
}

/// `picture` with its rows resized, then transposed: two calls resize both sides.
Raster rows_resized_and_transposed(const Raster& picture, int width) {
  Raster result(picture.height, width);
  const auto columns = taps(picture.width, width);
  for (int y = 0; y < picture.height; ++y) {
    for (int x = 0; x < width; ++x) {
      const auto& [first, weights] = columns[static_cast<std::size_t>(x)];
      double value = 0;
      for (std::size_t i = 0; i < weights.size(); ++i) value += weights[i] * picture.at(first + static_cast<int>(i), y);
      result.at(y, x) = static_cast<std::uint8_t>(std::clamp(std::floor(value + 0.5), 0.0, 255.0));
    }
  }
  return result;
}

}  // namespace

Raster cropped(const Raster& picture) {
  int left = picture.width;
  int right = 0;
  int top = picture.height;
  int bottom = 0;
  for (int y = 0; y < picture.height; ++y) {
    for (int x = 0; x < picture.width; ++x) {
      if (picture.at(x, y) == 0) continue;
      left = std::min(left, x);
      right = std::max(right, x + 1);
      top = std::min(top, y);
      bottom = std::max(bottom, y + 1);
    }
  }
  Raster result(std::max(0, right - left), std::max(0, bottom - top));
  for (int y = 0; y < result.height; ++y) {
    for (int x = 0; x < result.width; ++x) result.at(x, y) = picture.at(left + x, top + y);
  }
  return result;
}

Raster resized(const Raster& picture, int width, int height) {
  return rows_resized_and_transposed(rows_resized_and_transposed(picture, width), height);
}

Raster centred(const Raster& picture, int side) {
  Raster result(side, side);
  const int left = (side - picture.width) / 2;
  const int top = (side - picture.height) / 2;
  for (int y = 0; y < picture.height; ++y) {
    for (int x = 0; x < picture.width; ++x) result.at(left + x, top + y) = picture.at(x, y);
  }
  return result;
}

}  // namespace lft
