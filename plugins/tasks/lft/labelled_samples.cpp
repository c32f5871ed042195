#include "labelled_samples.hpp"

#include "draws.hpp"

namespace lft {

std::vector<Sample> draw_samples(const Domain& domain, Split split, std::int64_t count, RandomKey key) {
  std::vector<Sample> samples;
  for (std::int64_t i = 0; i < count; ++i) {
    const auto one = key.fold(static_cast<std::uint64_t>(i));
    const auto class_index = draw_one(domain.class_count(split), one.fold("class"));
    samples.push_back({class_index, draw_one(domain.sample_count(split, class_index), one.fold("image"))});
  }
  return samples;
}

torch::Tensor labels(const std::vector<Sample>& samples) {
  std::vector<std::int64_t> classes;
  for (const auto& sample : samples) classes.push_back(sample.class_index);
  return torch::tensor(classes, torch::kInt64);
}

}  // namespace lft
