#include "evograd/perturbation.hpp"

#include <ATen/Dispatch.h>
#include <ATen/Parallel.h>
#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "chunked_sum.hpp"
#include "device_noise.hpp"
#include "evograd/error.hpp"

namespace evograd {
namespace {

constexpr std::int64_t kBlock = 128;  // elements of Rademacher noise per Philox call: one bit each

constexpr std::int64_t kByte = 8;

/// For each byte: +1 where a bit is clear, −1 where it is set, lowest bit first. Copying eight elements at once from
/// this table is much faster than extracting the bits.
template <class Scalar>
constexpr auto kSigns = [] {
  std::array<std::array<Scalar, kByte>, 256> signs{};
  for (std::size_t byte = 0; byte < signs.size(); ++byte) {
    for (std::size_t bit = 0; bit < kByte; ++bit) signs[byte][bit] = (byte >> bit) & 1U ? Scalar(-1) : Scalar(1);
  }
  return signs;
}();

/// Noise for the block of kBlock elements that starts at `begin`.
template <class Scalar>
void rademacher(std::uint64_t key, std::int64_t begin, Scalar* noise) {
  const auto words = philox(key, static_cast<std::uint64_t>(begin / kBlock));
  for (const auto word : words) {
    for (int shift = 0; shift < 32; shift += kByte) {
      const auto& signs = kSigns<Scalar>[(word >> shift) & 0xFFU];
      noise = std::copy(signs.begin(), signs.end(), noise);
    }
  }
}

/// The Box–Muller transform of two uniform numbers, twice per Philox call.
template <class Scalar>
void gaussian(std::uint64_t key, std::int64_t begin, Scalar* noise) {
  constexpr double two_pi = 6.283185307179586476925286766559;
  constexpr double unit = 1.0 / 4294967296.0;
  for (std::int64_t i = 0; i < kBlock; i += 4) {
    const auto words = philox(key, static_cast<std::uint64_t>((begin + i) / 4));
    for (int pair = 0; pair < 2; ++pair) {
      const double radius = std::sqrt(-2 * std::log((words[2 * pair] + 0.5) * unit));
      const double angle = two_pi * (words[2 * pair + 1] + 0.5) * unit;
      noise[i + 2 * pair] = static_cast<Scalar>(radius * std::cos(angle));
      noise[i + 2 * pair + 1] = static_cast<Scalar>(radius * std::sin(angle));
    }
  }
}

/// Calls visit(offset, noise, count) for every part of `range` that lies in one block.
template <class Scalar, class Visit>
void for_each_block(std::uint64_t key, Noise kind, std::int64_t begin, std::int64_t end, Visit visit) {
  std::array<Scalar, kBlock> noise;
  for (std::int64_t block = begin / kBlock * kBlock; block < end; block += kBlock) {
    kind == Noise::rademacher ? rademacher(key, block, noise.data()) : gaussian(key, block, noise.data());
    const auto first = std::max(block, begin);
    visit(first, noise.data() + (first - block), std::min(block + kBlock, end) - first);
  }
}

void check(const torch::Tensor& vector, const std::vector<FlatRange>& ranges) {
  const auto needed = ranges.empty() ? 0 : ranges.back().offset + ranges.back().size;
  if (vector.dim() != 1 || !vector.is_contiguous() || vector.numel() < needed || !vector.is_floating_point()) {
    throw Error("perturbation",
                fmt::format("needs a contiguous floating-point vector of at least {} elements", needed));
  }
}

}  // namespace

std::vector<bool> segments_with_prefix(const FlatLayout& layout, const std::vector<std::string>& prefixes) {
  const auto& segments = layout.segments();
  std::vector<bool> wanted(segments.size(), prefixes.empty());
  for (const auto& prefix : prefixes) {
    bool used = false;
    for (std::size_t i = 0; i < segments.size(); ++i) {
      if (!segments[i].name.starts_with(prefix)) continue;
      wanted[i] = true;
      used = true;
    }
    if (used) continue;
    std::string names;
    for (const auto& segment : segments) names += (names.empty() ? "" : ", ") + segment.name;
    throw Error("estimator", "no parameter's name starts with '" + prefix + "'", "parameters: " + names);
  }
  return wanted;
}

std::vector<FlatRange> ranges_with_prefix(const FlatLayout& layout, const std::vector<std::string>& prefixes) {
  const auto wanted = segments_with_prefix(layout, prefixes);
  std::vector<FlatRange> ranges;
  for (std::size_t i = 0; i < wanted.size(); ++i) {
    if (!wanted[i]) continue;
    const auto& segment = layout.segments()[i];
    const bool adjoins = !ranges.empty() && ranges.back().offset + ranges.back().size == segment.offset;
    if (adjoins) {
      ranges.back().size += segment.size;
    } else {
      ranges.push_back({segment.offset, segment.size});
    }
  }
  return ranges;
}

torch::Tensor Direction::applied_to(const torch::Tensor& point) const {
  auto moved = point.detach().clone();
  add_to(moved, 1);
  return moved;
}

Perturbation::Perturbation(RandomKey key, Noise noise, double scale, std::vector<FlatRange> ranges)
    : key_(key), noise_(noise), scale_(scale), ranges_(std::move(ranges)) {}

/// Calls visit(begin, end) for parts of the ranges whose noise fits easily into a device's memory.
void Perturbation::for_each_chunk(const std::function<void(std::int64_t begin, std::int64_t end)>& visit) const {
  constexpr std::int64_t chunk = 1 << 22;
  for (const auto& range : ranges_) {
    const auto end = range.offset + range.size;
    for (auto begin = range.offset; begin < end; begin += chunk) visit(begin, std::min(begin + chunk, end));
  }
}

void Perturbation::add_to(torch::Tensor& point, double weight) const {
  check(point, ranges_);
  if (!point.device().is_cpu()) {
    for_each_chunk([&](std::int64_t begin, std::int64_t end) {
      const auto noise = device_noise(key_.value(), noise_, begin, end, point.device());
      point.slice(0, begin, end).add_(noise.to(point.scalar_type()), weight * scale_);
    });
    return;
  }
  AT_DISPATCH_FLOATING_TYPES(point.scalar_type(), "perturbation", [&] {
    auto* values = point.data_ptr<scalar_t>();
    const auto factor = static_cast<scalar_t>(weight * scale_);
    for (const auto& range : ranges_) {
      const auto chunks = (range.size + kChunk - 1) / kChunk;
      at::parallel_for(0, chunks, 1, [&](std::int64_t first, std::int64_t last) {
        const auto begin = range.offset + first * kChunk;
        const auto end = std::min(range.offset + last * kChunk, range.offset + range.size);
        for_each_block<scalar_t>(key_.value(), noise_, begin, end,
                                 [&](std::int64_t offset, const scalar_t* noise, std::int64_t count) {
                                   for (std::int64_t i = 0; i < count; ++i) values[offset + i] += factor * noise[i];
                                 });
      });
    }
  });
}

double Perturbation::dot(const torch::Tensor& vector) const {
  check(vector, ranges_);
  if (!vector.device().is_cpu()) {
    auto sum = torch::zeros({}, vector.options().dtype(torch::kFloat64));
    for_each_chunk([&](std::int64_t begin, std::int64_t end) {
      const auto noise = device_noise(key_.value(), noise_, begin, end, vector.device());
      sum.add_(noise.dot(vector.slice(0, begin, end).to(torch::kFloat64)));
    });
    return sum.item<double>() * scale_;
  }
  double total = 0;
  AT_DISPATCH_FLOATING_TYPES(vector.scalar_type(), "perturbation", [&] {
    const auto* values = vector.data_ptr<scalar_t>();
    for (const auto& range : ranges_) {
      total += chunked_sum(range.size, [&](std::int64_t begin, std::int64_t end, LaneSums& sums) {
        for_each_block<scalar_t>(key_.value(), noise_, range.offset + begin, range.offset + end,
                                 [&](std::int64_t offset, const scalar_t* noise, std::int64_t count) {
                                   add_products(values + offset, noise, count, sums);
                                 });
      });
    }
  });
  return total * scale_;
}

}  // namespace evograd
