#include "label_noise.hpp"

#include <fmt/core.h>
#include <torch/torch.h>

#include <vector>

#include "evograd/error.hpp"

namespace meta_weight_net {
namespace {

/// A uniformly random permutation of 0 … C-1 without fixed points. About one draw in e has none.
torch::Tensor derangement(std::int64_t classes, RandomKey key) {
  auto generator = key.generator();
  const auto identity = torch::arange(classes);
  while (true) {
    auto permutation = torch::randperm(classes, generator);
    if (!permutation.eq(identity).any().item<bool>()) return permutation;
  }
}

/// `count` distinct classes other than c for each class c, int64 [C, count].
torch::Tensor other_classes(std::int64_t classes, std::int64_t count, RandomKey key) {
  auto generator = key.generator();
  std::vector<torch::Tensor> rows;
  for (std::int64_t c = 0; c < classes; ++c) {
    const auto offset = torch::randperm(classes - 1, generator).narrow(0, 0, count) + 1;
    rows.push_back((offset + c).remainder(classes));
  }
  return torch::stack(rows);
}

void require_classes(std::int64_t classes, std::int64_t needed, const char* noise) {
  if (classes >= needed) return;
  throw Error("task 'meta-weight-net'",
              fmt::format("noise '{}' needs at least {} classes, but the data set has {}", noise, needed, classes),
              "set noise = \"uniform\" or use other data");
}

}  // namespace

Noise noise_named(const std::string& name) {
  if (name == "none") return Noise::none;
  if (name == "uniform") return Noise::uniform;
  if (name == "flip") return Noise::flip;
  if (name == "flip-two") return Noise::flip_two;
  throw Error("task 'meta-weight-net'", "unknown noise '" + name + "'", "use none, uniform, flip or flip-two");
}

torch::Tensor transition_matrix(Noise noise, double rate, std::int64_t classes, RandomKey key) {
  const auto identity = torch::eye(classes, torch::kFloat64);
  auto matrix = identity * (1 - rate);
  switch (noise) {
    case Noise::none:
      return identity;
    case Noise::uniform:
      return matrix + rate / static_cast<double>(classes);
    case Noise::flip:
      require_classes(classes, 2, "flip");
      return matrix.scatter_add_(1, derangement(classes, key).unsqueeze(1),
                                 torch::full({classes, 1}, rate, torch::kFloat64));
    case Noise::flip_two:
      require_classes(classes, 3, "flip-two");
      break;
  }
  return matrix.scatter_add_(1, other_classes(classes, 2, key), torch::full({classes, 2}, rate / 2, torch::kFloat64));
}

torch::Tensor corrupted(const torch::Tensor& labels, const torch::Tensor& transition, RandomKey key) {
  const auto drawn = torch::rand({labels.size(0), 1}, key.generator(), torch::kFloat64);
  // The label is the number of cumulative probabilities below the draw; rounding must not move it past the end.
  const auto passed = drawn.ge(transition.cumsum(1).index_select(0, labels)).sum(1);
  return passed.clamp_max(transition.size(1) - 1);
}

}  // namespace meta_weight_net
