#include "class_counts.hpp"

#include <fmt/core.h>
#include <fmt/ranges.h>
#include <torch/torch.h>

#include "evograd/text.hpp"

namespace meta_weight_net {
namespace {

constexpr std::size_t classes_shown = 20;
constexpr std::size_t names_shown = 10;

torch::Tensor counted(const CountedPart& part, std::size_t classes) {
  return part.labels.bincount({}, static_cast<std::int64_t>(classes));
}

}  // namespace

std::string class_counts(const std::vector<std::string>& classes, const std::vector<CountedPart>& parts) {
  std::vector<std::string> names;
  std::vector<torch::Tensor> counts;
  for (const auto& part : parts) {
    names.push_back(part.name);
    counts.push_back(counted(part, classes.size()));
  }
  const auto of_class = [&](std::int64_t c) {
    std::vector<std::int64_t> numbers;
    for (const auto& count : counts) numbers.push_back(count[c].item<std::int64_t>());
    return fmt::format("{} {}", classes[static_cast<std::size_t>(c)], fmt::join(numbers, "/"));
  };
  std::vector<std::string> shown;
  if (classes.size() <= classes_shown) {
    for (std::int64_t c = 0; c < std::ssize(classes); ++c) shown.push_back(of_class(c));
    return fmt::format("examples of each class, {}: {}", fmt::join(names, "/"), fmt::join(shown, ", "));
  }
  const auto order = counts.front().argsort(0, /*descending=*/true);
  for (std::int64_t i = 0; i < 3; ++i) shown.push_back(of_class(order[i].item<std::int64_t>()));
  shown.emplace_back("…");
  for (std::int64_t i = order.size(0) - 3; i < order.size(0); ++i)
    shown.push_back(of_class(order[i].item<std::int64_t>()));
  return fmt::format("examples of each of {} classes, {}, most to fewest: {}", classes.size(), fmt::join(names, "/"),
                     fmt::join(shown, ", "));
}

std::vector<std::string> missing_classes(const std::vector<std::string>& classes,
                                         const std::vector<CountedPart>& parts) {
  std::vector<std::string> sentences;
  for (const auto& part : parts) {
    const auto counts = counted(part, classes.size());
    std::vector<std::string> missing;
    for (std::int64_t c = 0; c < std::ssize(classes); ++c) {
      if (counts[c].item<std::int64_t>() == 0) missing.push_back("'" + classes[static_cast<std::size_t>(c)] + "'");
    }
    if (missing.empty()) continue;
    sentences.push_back(fmt::format("the {} set has no example of {} of {} classes: {}", part.name, missing.size(),
                                    classes.size(), comma_separated(missing, names_shown)));
  }
  return sentences;
}

}  // namespace meta_weight_net
