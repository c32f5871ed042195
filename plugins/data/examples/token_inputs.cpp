#include "data/examples/token_inputs.hpp"

#include <fmt/format.h>
#include <torch/torch.h>

#include <algorithm>
#include <utility>

namespace data {

TokenInputs::TokenInputs(const std::vector<std::vector<std::int64_t>>& tokens, std::int64_t padding,
                         std::vector<std::string> names)
    : names_(std::move(names)) {
  const auto count = static_cast<std::int64_t>(tokens.size());
  std::size_t longest = 0;
  for (const auto& one : tokens) longest = std::max(longest, one.size());
  const auto width = static_cast<std::int64_t>(longest);
  tokens_ = torch::full({count, width}, padding, torch::kInt32);
  lengths_ = torch::empty({count}, torch::kInt64);
  for (std::int64_t i = 0; i < count; ++i) {
    const auto& one = tokens[static_cast<std::size_t>(i)];
    std::transform(one.begin(), one.end(), tokens_.data_ptr<std::int32_t>() + i * width,
                   [](std::int64_t token) { return static_cast<std::int32_t>(token); });
    lengths_.data_ptr<std::int64_t>()[i] = std::ssize(one);
  }
}

torch::Tensor TokenInputs::batch(const torch::Tensor& positions) const {
  const auto width = lengths_.index_select(0, positions).max().item<std::int64_t>();
  return tokens_.index_select(0, positions).narrow(1, 0, width).to(torch::kInt64);
}

std::string TokenInputs::name(std::int64_t position) const {
  return names_.empty() ? fmt::to_string(position) : names_.at(static_cast<std::size_t>(position));
}

}  // namespace data
