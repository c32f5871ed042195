#include "data/images/image_set.hpp"

#include <fmt/core.h>
#include <torch/torch.h>

#include <tuple>

#include "evograd/error.hpp"

namespace data {

using namespace evograd;

std::vector<std::int64_t> number_classes(ImageSet& training,
                                         const std::vector<std::pair<std::string, ImageSet*>>& others,
                                         const std::string& where) {
  const auto classes = std::get<0>(at::_unique(training.labels, /*sorted=*/true));
  if (classes.size(0) < 2) {
    throw Error(where, fmt::format("the training set has {} class(es), but at least 2 are needed", classes.size(0)));
  }
  const auto numbered = [&](const torch::Tensor& labels) {
    return torch::searchsorted(classes, labels).clamp_max(classes.size(0) - 1);
  };
  for (const auto& [name, set] : others) {
    const auto numbers = numbered(set->labels);
    const auto unknown = set->labels.masked_select(classes.index_select(0, numbers).ne(set->labels));
    if (unknown.numel() > 0) {
      throw Error(where, fmt::format("the {} set has label {}, which is not in the training set", name,
                                     unknown[0].item<std::int64_t>()));
    }
    set->labels = numbers;
  }
  training.labels = numbered(training.labels);
  return {classes.data_ptr<std::int64_t>(), classes.data_ptr<std::int64_t>() + classes.size(0)};
}

}  // namespace data
