#pragma once

#include <torch/types.h>

#include <cstdint>
#include <string>
#include <vector>

#include "evograd/random.hpp"

namespace lft {

using namespace evograd;

/// Disjoint sets of classes: for training, for tuning, for testing.
enum class Split { base, validation, novel };

/// One image of a domain: a class within a split, and an image of that class.
struct Sample {
  std::int64_t class_index;  ///< in 0 … class_count(split) − 1
  std::int64_t index;        ///< in 0 … sample_count(split, class_index) − 1
};

/// Images of one visual domain, by class: photographs of birds, or the characters of one group of scripts.
///
/// Immutable after construction, so that threads may share it. All domains of a run have images of the same shape.
class Domain {
 public:
  virtual ~Domain() = default;

  virtual const std::string& name() const = 0;
  virtual std::int64_t class_count(Split split) const = 0;
  virtual const std::string& class_name(Split split, std::int64_t class_index) const = 0;

  /// The number of distinct images of a class.
  virtual std::int64_t sample_count(Split split, std::int64_t class_index) const = 0;

  /// Float [n, C, S, S], normalised, augmented as in training: cropped, mirrored, jittered; a function of samples and
  /// `key`.
  virtual torch::Tensor training_images(Split split, const std::vector<Sample>& samples, RandomKey key) const = 0;

  /// Float [n, C, S, S], normalised, preprocessed as in evaluation: a function of the samples alone.
  virtual torch::Tensor evaluation_images(Split split, const std::vector<Sample>& samples) const = 0;
};

}  // namespace lft
