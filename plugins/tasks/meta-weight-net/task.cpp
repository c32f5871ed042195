#include "task.hpp"
#include "evograd/logging.hpp"

#include <fmt/core.h>
#include <torch/torch.h>

#include <algorithm>
#include <limits>
#include <utility>

#include "evaluation.hpp"
#include "roc.hpp"

namespace meta_weight_net {
namespace {

constexpr std::int64_t weighed_examples = 10000;
constexpr double largest_pictured_loss = 6;
constexpr std::int64_t pictured_losses = 61;

std::string summary(const std::string& dataset, const NoisyImages& images) {
  return fmt::format(
      "{}: {} training images, {:.1f} % of the labels wrong; {} clean meta images, {} test images, {} classes", dataset,
      images.training().size(), 100 * images.corrupted_fraction(), images.meta().size(), images.test().size(),
      images.classes());
}

double mean_or_nan(const torch::Tensor& values) {
  return values.numel() > 0 ? values.mean().item<double>() : std::numeric_limits<double>::quiet_NaN();
}

}  // namespace

void MetaWeightNet::open(const TaskContext& context) {
  images_.emplace(options_, context.folder, context.randomness.fold("meta-weight-net"));
  logging::info(summary(options_.dataset, *images_));
}

InputSpecification MetaWeightNet::input() const { return {images_->image_shape(), 0}; }

void MetaWeightNet::build(std::shared_ptr<Backbone> backbone) {
  classifier_ = std::make_shared<networks::ImageClassifier>(std::move(backbone), images_->classes());
  weight_net_ = std::make_shared<WeightNet>(options_.hidden);
}

Batch MetaWeightNet::training_batch(std::int64_t step, std::int64_t index) {
  return images_->training_batch(step + index);
}

Batch MetaWeightNet::validation_batch(std::int64_t step) { return images_->meta_batch(step); }

torch::Tensor MetaWeightNet::network_terms(const Batch& batch) {
  return torch::cross_entropy_loss(classifier_->forward(batch["image"]), batch["label"], {}, at::Reduction::None);
}

torch::Tensor MetaWeightNet::reduce(const torch::Tensor& terms, const Batch&, const torch::Tensor& held) {
  if (!options_.reweight) return terms.mean();
  const auto weights = weight_net_->forward(held.defined() ? held : terms.detach());
  return weighted_loss(terms, weights, options_.normalization == "mean" ? Normalization::mean : Normalization::sum);
}

bool MetaWeightNet::holds_context() const { return options_.reweight && options_.weight_net_input == "held"; }

torch::Tensor MetaWeightNet::held_context(const torch::Tensor& terms, const Batch&) { return terms.detach(); }

torch::Tensor MetaWeightNet::validation_loss(const Batch& batch) {
  return torch::cross_entropy_loss(classifier_->forward(batch["image"]), batch["label"]);
}

Metrics MetaWeightNet::evaluate() {
  classifier_->eval();
  const auto score = [&](const Selection& selection) {
    return score_examples(*classifier_, selection, images_->normalization(), options_.evaluation_batch_size);
  };
  const auto test = score(images_->test());
  Metrics metrics = {{"test_accuracy", test.accuracy()},
                     {"test_loss", test.mean_loss()},
                     {"meta_loss", score(images_->meta()).mean_loss()}};
  if (options_.reweight) add_weight_metrics(metrics);
  return metrics;
}

std::vector<MetaParameterPicture> MetaWeightNet::meta_parameter_pictures() {
  if (!options_.reweight) return {};
  const torch::NoGradGuard no_grad;
  const auto losses = torch::linspace(0, largest_pictured_loss, pictured_losses, torch::kFloat64);
  const auto like = weight_net_->parameters().front();
  const auto weights =
      weight_net_->forward(losses.to(like.device(), like.scalar_type())).to(torch::kCPU, torch::kFloat64);
  MetaParameterPicture picture{.name = "weight of an example", .x_name = "its loss"};
  for (std::int64_t i = 0; i < losses.numel(); ++i) {
    picture.x.push_back(losses[i].item<double>());
    picture.y.push_back(weights[i].item<double>());
  }
  return {picture};
}

torch::Tensor MetaWeightNet::predict(const Batch& inputs) {
  classifier_->eval();
  return classifier_->forward(inputs["image"]);
}

void MetaWeightNet::add_weight_metrics(Metrics& metrics) {
  const torch::NoGradGuard no_grad;
  auto sample = images_->training();
  const auto count = std::min(weighed_examples, sample.size());
  for (auto* part : {&sample.positions, &sample.labels, &sample.clean_labels}) *part = part->narrow(0, 0, count);
  const auto scores = score_examples(*classifier_, sample, images_->normalization(), options_.evaluation_batch_size);
  const auto like = weight_net_->parameters().front();
  const auto weights = weight_net_->forward(scores.losses.to(like.device(), like.scalar_type())).to(torch::kCPU);
  const auto clean = sample.labels.eq(sample.clean_labels);
  metrics.emplace_back("weight_clean", mean_or_nan(weights.masked_select(clean)));
  metrics.emplace_back("weight_corrupted", mean_or_nan(weights.masked_select(clean.logical_not())));
  metrics.emplace_back("auc", meta_weight_net::area_under_roc(weights, clean));
}

}  // namespace meta_weight_net
