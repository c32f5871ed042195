#pragma once

#include <torch/types.h>

#include <cstdint>
#include <string>

#include "evograd/random.hpp"

namespace data {

using namespace evograd;

/// The inputs of a set of examples, of one of the kinds that networks take. Immutable, so threads may share it.
class ExampleInputs {
 public:
  virtual ~ExampleInputs() = default;

  virtual std::int64_t size() const = 0;

  /// The inputs at `positions`, int64 [B], as a network takes them: images float [B, C, H, W], tokens int64 [B, T] with
  /// T that of the longest of them, features float [B, F].
  virtual torch::Tensor batch(const torch::Tensor& positions) const = 0;

  /// The same, augmented if the kind knows how; a function of positions and key.
  virtual torch::Tensor augmented(const torch::Tensor& positions, RandomKey key) const {
    static_cast<void>(key);
    return batch(positions);
  }

  /// What an example is called in files and messages: its path, its place in a file, or its number.
  virtual std::string name(std::int64_t position) const = 0;
};

}  // namespace data
