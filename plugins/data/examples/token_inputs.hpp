#pragma once

#include <string>
#include <vector>

#include "data/examples/example_inputs.hpp"

namespace data {

/// Sequences of tokens.
class TokenInputs : public ExampleInputs {
 public:
  /// `tokens` by example, none empty; `padding` fills up shorter ones in a batch. `names` may be empty.
  TokenInputs(const std::vector<std::vector<std::int64_t>>& tokens, std::int64_t padding,
              std::vector<std::string> names);

  std::int64_t size() const override { return tokens_.size(0); }
  torch::Tensor batch(const torch::Tensor& positions) const override;
  std::string name(std::int64_t position) const override;

  /// The number of tokens of the longest.
  std::int64_t longest() const { return tokens_.size(1); }

 private:
  torch::Tensor tokens_;   // int32 [N, T]
  torch::Tensor lengths_;  // int64 [N]
  std::vector<std::string> names_;
};

}  // namespace data
