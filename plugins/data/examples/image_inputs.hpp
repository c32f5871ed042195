#pragma once

#include <functional>
#include <string>

#include "data/examples/example_inputs.hpp"
#include "data/images/normalization.hpp"

namespace data {

/// Images of equal size, bytes in memory or in a memory-mapped file, normalized when they are asked for.
class ImageInputs : public ExampleInputs {
 public:
  using Name = std::function<std::string(std::int64_t)>;

  /// `images` is uint8 [M, C, H, W]; `places`, int64 [N], is where each example's image is in it, or undefined if they
  /// are in order. `name` gives an example's name; its number if empty.
  ImageInputs(torch::Tensor images, torch::Tensor places, Normalization normalization, Name name = {});

  std::int64_t size() const override { return places_.defined() ? places_.size(0) : images_.size(0); }
  torch::Tensor batch(const torch::Tensor& positions) const override { return normalization_(bytes(positions)); }
  /// Shifted by up to four pixels and mirrored (see shifted_and_mirrored).
  torch::Tensor augmented(const torch::Tensor& positions, RandomKey key) const override;
  std::string name(std::int64_t position) const override;

  /// uint8 [B, C, H, W].
  torch::Tensor bytes(const torch::Tensor& positions) const;

 private:
  torch::Tensor images_;
  torch::Tensor places_;
  Normalization normalization_;
  Name name_;
};

}  // namespace data
