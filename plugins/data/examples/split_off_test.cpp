#include <fmt/core.h>
#include <torch/torch.h>

#include <algorithm>
#include <map>
#include <utility>

#include "data/examples/raw_parts.hpp"
#include "evograd/error.hpp"
#include "evograd/logging.hpp"

namespace data {
namespace {

/// The examples in the order in which they would be taken: after any number of them, each class has given its share.
std::vector<std::size_t> by_share_of_class(const RawPart& part, RandomKey key) {
  std::map<std::string, std::vector<std::size_t>> classes;
  const auto order = torch::randperm(static_cast<std::int64_t>(part.size()), key.generator());
  for (std::int64_t i = 0; i < order.size(0); ++i) {
    const auto example = static_cast<std::size_t>(order.data_ptr<std::int64_t>()[i]);
    classes[part.labels[example]].push_back(example);
  }
  std::vector<std::pair<double, std::size_t>> places;
  for (const auto& [label, members] : classes) {
    for (std::size_t i = 0; i < members.size(); ++i) {
      places.emplace_back((static_cast<double>(i) + 0.5) / static_cast<double>(members.size()), members[i]);
    }
  }
  std::sort(places.begin(), places.end());
  std::vector<std::size_t> examples;
  for (const auto& [share, example] : places) examples.push_back(example);
  return examples;
}

}  // namespace

void split_off_test(RawParts& parts, std::int64_t size, RandomKey key) {
  auto& training = parts.training;
  const auto whole = training.size();
  const auto wanted = size > 0 ? static_cast<std::size_t>(size) : whole / 5;
  if (wanted == 0 || wanted >= whole) {
    throw Error(training.place.string(),
                fmt::format("has {} examples, too few to take {} of them out as test part", whole, wanted),
                "give a test part of its own, or reduce test_size");
  }
  auto chosen = by_share_of_class(training, key);
  std::vector<std::size_t> left(chosen.begin() + static_cast<std::ptrdiff_t>(wanted), chosen.end());
  chosen.resize(wanted);
  std::sort(chosen.begin(), chosen.end());
  std::sort(left.begin(), left.end());
  parts.test = training;
  parts.test->name = "test";
  parts.test->keep(chosen);
  training.keep(left);
  logging::warning(
      fmt::format("{}: there is no test part, so {} of {} examples were taken out as one. If labels are "
                  "partly wrong, so are those in the test part",
                  training.place.string(), wanted, whole));
}

}  // namespace data
