#include "classifier_head.hpp"

#include <torch/torch.h>

#include "pooled_features.hpp"

namespace lft {

ClassifierHead::ClassifierHead(const std::vector<std::int64_t>& feature_shape, std::int64_t classes)
    : torch::nn::Module("classifier"),
      first_(feature_shape.at(0), feature_shape.at(0)),
      second_(feature_shape.at(0), feature_shape.at(0)),
      third_(feature_shape.at(0), classes) {
  register_module("first", first_);
  register_module("second", second_);
  register_module("third", third_);
}

torch::Tensor ClassifierHead::forward(const torch::Tensor& features) {
  const auto hidden = second_->forward(first_->forward(pooled_features(features)).relu()).relu();
  return third_->forward(hidden);
}

}  // namespace lft
