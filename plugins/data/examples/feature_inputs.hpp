#pragma once

#include <string>
#include <utility>
#include <vector>

#include "data/examples/example_inputs.hpp"

namespace data {

/// Rows of numbers.
class FeatureInputs : public ExampleInputs {
 public:
  /// `features` is float [N, F].
  FeatureInputs(torch::Tensor features, std::vector<std::string> names)
      : features_(std::move(features)), names_(std::move(names)) {}

  std::int64_t size() const override { return features_.size(0); }
  torch::Tensor batch(const torch::Tensor& positions) const override { return features_.index_select(0, positions); }
  std::string name(std::int64_t position) const override { return names_.at(static_cast<std::size_t>(position)); }

 private:
  torch::Tensor features_;
  std::vector<std::string> names_;
};

}  // namespace data
