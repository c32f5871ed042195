#pragma once

#include <torch/types.h>

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "evograd/export.hpp"
#include "evograd/flat_parameters.hpp"
#include "evograd/random.hpp"

namespace evograd {

/// The distribution of each element of a random direction: mean 0, variance 1.
enum class Noise {
  rademacher,  ///< ±1, each with probability 1/2
  gaussian,    ///< N(0, 1)
};

/// A part of a flat vector, in elements.
struct FlatRange {
  std::int64_t offset = 0;  ///< of its first element
  std::int64_t size = 0;    ///< number of elements
};

/// For each segment, whether its name starts with one of `prefixes`; true for all of them if `prefixes` is empty.
/// Throws Error when a prefix fits no segment.
EVOGRAD_API std::vector<bool> segments_with_prefix(const FlatLayout& layout, const std::vector<std::string>& prefixes);

/// The segments whose names start with one of `prefixes`, joined if no padding lies between them; all of them if
/// `prefixes` is empty.
/// Throws Error when a prefix fits no segment.
EVOGRAD_API std::vector<FlatRange> ranges_with_prefix(const FlatLayout& layout,
                                                      const std::vector<std::string>& prefixes);

/// A direction ε [P] in parameter space that need not be stored.
class EVOGRAD_API Direction {
 public:
  virtual ~Direction() = default;

  /// point ← point + weight · ε, in place. `point` is contiguous [P], float or double.
  virtual void add_to(torch::Tensor& point, double weight) const = 0;

  /// ⟨ε, vector⟩.
  virtual double dot(const torch::Tensor& vector) const = 0;

  /// point + ε, a new tensor.
  torch::Tensor applied_to(const torch::Tensor& point) const;
};

/// A random direction ε = scale · n, with n drawn from `key`, zero outside `ranges`; regenerated on each use, never
/// stored.
///
/// Element i is a function of (key, i) alone: the same with any number of threads and for any part of the vector. Dot
/// products are accumulated in double precision in an order that does not depend on the number of threads. Other
/// devices generate the same noise themselves, Gaussian noise up to rounding.
class EVOGRAD_API Perturbation : public Direction {
 public:
  /// `ranges` are disjoint and in ascending order, as from ranges_with_prefix(). add_to() and dot() throw Error if
  /// their vector is not contiguous, not floating-point or shorter than the ranges.
  Perturbation(RandomKey key, Noise noise, double scale, std::vector<FlatRange> ranges);

  void add_to(torch::Tensor& point, double weight) const override;
  double dot(const torch::Tensor& vector) const override;

 private:
  void for_each_chunk(const std::function<void(std::int64_t begin, std::int64_t end)>& visit) const;

  RandomKey key_;
  Noise noise_;
  double scale_;
  std::vector<FlatRange> ranges_;
};

}  // namespace evograd
