#include "task.hpp"

#include <torch/torch.h>

#include <cmath>

#include "evograd/analytic/one_dimensional.hpp"

namespace illustration {
namespace {

torch::Tensor number(double value) { return torch::full({1}, value, torch::kFloat64); }

}  // namespace

void Illustration::open(const TaskContext& context) {
  points_.emplace(options_, context.randomness.fold("illustration"));
}

void Illustration::build(std::shared_ptr<Backbone>) {
  const bool shifted = options_.study == "hypergradient";
  model_ = std::make_shared<torch::nn::Module>("model");
  meta_model_ = std::make_shared<torch::nn::Module>("meta_model");
  x_ = model_->register_parameter("x", number(shifted ? 0 : options_.x));
  lambda_ = meta_model_->register_parameter("lambda", number(shifted ? 0 : options_.lambda));
}

Batch Illustration::training_batch(std::int64_t step, std::int64_t) {
  const auto point = points_->at(step);
  return {{"x", number(point.x)}, {"lambda", number(point.lambda)}};
}

Batch Illustration::validation_batch(std::int64_t step) { return {{"x", number(points_->at(step).x)}}; }

torch::Tensor Illustration::training_loss(const Batch& batch) {
  const auto x = x_ + batch["x"];
  return ((x - 1).square() + (lambda_ + batch["lambda"]) * x.square()).sum();
}

torch::Tensor Illustration::validation_loss(const Batch& batch) { return (x_ + batch["x"] - 0.5).square().sum(); }

Metrics Illustration::evaluate() {
  const auto x = x_.item<double>();
  const auto lambda = lambda_.item<double>();
  const double loss = std::pow(x - 0.5, 2);
  return {{"x", x},
          {"lambda", lambda},
          {"validation_loss", loss},
          {"negative_validation_loss", -loss},
          {"true_hypergradient", analytic::OneDimensional::true_hypergradient(lambda)}};
}

std::vector<MetaParameterPicture> Illustration::meta_parameter_pictures() {
  return {{.name = "lambda", .y = {lambda_.item<double>()}}};
}

}  // namespace illustration
