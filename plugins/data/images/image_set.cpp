#include "data/images/image_set.hpp"

#include <fmt/core.h>
#include <torch/torch.h>

#include "evograd/error.hpp"

namespace data {

using namespace evograd;

namespace {

constexpr std::int64_t largest_label = 255;

}  // namespace

std::int64_t number_classes(ImageSet& training, ImageSet& test, const std::string& where) {
  const auto occurs = torch::bincount(training.labels, {}, largest_label + 1).gt(0);
  const auto classes = occurs.sum().item<std::int64_t>();
  if (classes < 2)
    throw Error(where, fmt::format("the training set has {} class(es), but at least 2 are needed", classes));
  const auto unknown = test.labels.masked_select(occurs.index_select(0, test.labels).logical_not());
  if (unknown.numel() > 0) {
    throw Error(where, fmt::format("the test set has label {}, which is not in the training set",
                                   unknown[0].item<std::int64_t>()));
  }
  const auto number = occurs.to(torch::kInt64).cumsum(0) - 1;
  training.labels = number.index_select(0, training.labels);
  test.labels = number.index_select(0, test.labels);
  return classes;
}

}  // namespace data
