#include "tasks/lft/glyphs/instance_randomness.hpp"

#include <torch/torch.h>

namespace lft {
namespace {

/// Calls fill(rows, generator) for the rows of each generator.
template <class Fill>
torch::Tensor filled(std::int64_t images, std::int64_t count, const std::vector<at::Generator>& generators,
                     const Fill& fill) {
  auto numbers = torch::empty({images, count});
  const auto rows = images / static_cast<std::int64_t>(generators.size());
  for (std::size_t i = 0; i < generators.size(); ++i) {
    fill(numbers.narrow(0, static_cast<std::int64_t>(i) * rows, rows), generators[i]);
  }
  return numbers;
}

}  // namespace

InstanceRandomness::InstanceRandomness(RandomKey batch, std::int64_t images)
    : images_(images), generators_{batch.generator()} {}

InstanceRandomness::InstanceRandomness(const std::vector<RandomKey>& each)
    : images_(static_cast<std::int64_t>(each.size())) {
  generators_.reserve(each.size());
  for (const auto& key : each) generators_.push_back(key.generator());
}

torch::Tensor InstanceRandomness::uniform(std::int64_t count) {
  return filled(images_, count, generators_,
                [](torch::Tensor rows, const at::Generator& generator) { rows.uniform_(0, 1, generator); });
}

torch::Tensor InstanceRandomness::normal(std::int64_t count) {
  return filled(images_, count, generators_,
                [](torch::Tensor rows, const at::Generator& generator) { rows.normal_(0, 1, generator); });
}

}  // namespace lft
