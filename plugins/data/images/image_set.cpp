#include "data/images/image_set.hpp"

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
    throw Error(where, "the training set has " + std::to_string(classes) + " class(es), but at least 2 are needed");
  const auto unknown = test.labels.masked_select(occurs.index_select(0, test.labels).logical_not());
  if (unknown.numel() > 0) {
    throw Error(where, "the test set has label " + std::to_string(unknown[0].item<std::int64_t>()) +
                           ", which is not in the training set");
  }
  const auto number = occurs.to(torch::kInt64).cumsum(0) - 1;
  training.labels = number.index_select(0, training.labels);
  test.labels = number.index_select(0, test.labels);
  return classes;
}

}  // namespace data
