#pragma once

#include <ATen/core/Generator.h>
#include <ATen/core/Tensor.h>
#include <c10/core/Device.h>

#include <array>
#include <cstdint>
#include <string_view>

#include "evograd/export.hpp"

namespace evograd {

/// The name of one stream of random numbers; every random number of a run is a function of (seed, stream, step).
///
/// Keys are folded: `RandomKey(seed).fold("perturbation").fold(step)`. Different paths give unrelated streams, equal
/// paths equal streams, and no generator state is carried from step to step, so a resumed run draws the same numbers as
/// an uninterrupted run.
class EVOGRAD_API RandomKey {
 public:
  /// The key at the root of all streams of `seed`.
  explicit RandomKey(std::uint64_t seed);

  /// The key of the stream `name` below this one.
  RandomKey fold(std::string_view name) const;
  /// The key of the stream `number` below this one, e.g. a step or an index.
  RandomKey fold(std::uint64_t number) const;

  /// 64 bits that identify the stream, e.g. the key of philox().
  std::uint64_t value() const { return value_; }
  /// Whether both name the same stream.
  bool operator==(const RandomKey&) const = default;

  /// A new CPU generator at the start of this stream, for LibTorch functions that take one.
  at::Generator generator() const;

 private:
  std::uint64_t value_;
};

/// Philox4x32-10: four 32-bit words of counter `block` under `key`.
///
/// Counter-based, so any part of a stream can be generated independently and in any order, with any number of threads.
/// Citation: J. K. Salmon et al., Parallel random numbers: as easy as 1, 2, 3, SC 2011.
EVOGRAD_API std::array<std::uint32_t, 4> philox(std::uint64_t key, std::uint64_t block, std::uint64_t block_high = 0);

/// Seeds LibTorch's global generator of `device` from `key` for its lifetime and then restores the generator's state
/// bit for bit. This makes layers without a generator argument (dropout) a function of the key.
class EVOGRAD_API GlobalGeneratorGuard {
 public:
  /// Stores the generator's state, then seeds it.
  GlobalGeneratorGuard(RandomKey key, c10::Device device);
  ~GlobalGeneratorGuard();
  GlobalGeneratorGuard(const GlobalGeneratorGuard&) = delete;
  GlobalGeneratorGuard& operator=(const GlobalGeneratorGuard&) = delete;

 private:
  at::Generator generator_;
  at::Tensor state_;
};

}  // namespace evograd
