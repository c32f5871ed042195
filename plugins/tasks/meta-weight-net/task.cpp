#include "task.hpp"

#include <fmt/core.h>
#include <torch/torch.h>

#include <algorithm>
#include <limits>
#include <utility>

#include "class_counts.hpp"
#include "evaluation.hpp"
#include "evograd/logging.hpp"
#include "roc.hpp"

namespace meta_weight_net {
namespace {

constexpr std::int64_t weighed_examples = 10000;
constexpr double largest_pictured_loss = 6;
constexpr std::int64_t pictured_losses = 61;

std::string summary(const std::string& dataset, const NoisyExamples& examples) {
  const auto wrong = examples.corrupted_fraction();
  const auto& noun = examples.noun();
  return fmt::format(
      "{}: {} training {}, {}; {} meta {}, {} test {}, {} classes", dataset, examples.training().size(), noun,
      wrong
          ? fmt::format("{:.1f} % of the labels {}", 100 * *wrong, examples.knows_clean_labels() ? "wrong" : "changed")
          : "labels as given, how many are wrong is not known",
      examples.meta().size(), noun, examples.test().size(), noun, examples.classes());
}

double mean_or_nan(const torch::Tensor& values) {
  return values.numel() > 0 ? values.mean().item<double>() : std::numeric_limits<double>::quiet_NaN();
}

}  // namespace

void MetaWeightNet::open(const TaskContext& context) {
  examples_.emplace(options_, context.folder, context.randomness.fold("meta-weight-net"));
  logging::info(summary(options_.dataset, *examples_));
  const auto parts = examples_->counted_parts();
  logging::info(class_counts(examples_->class_names(), parts));
  for (const auto& sentence : missing_classes(examples_->class_names(), parts)) logging::warning(sentence);
}

InputSpecification MetaWeightNet::input() const { return examples_->input(); }

void MetaWeightNet::build(std::shared_ptr<Backbone> backbone) {
  classifier_ = std::make_shared<networks::Classifier>(std::move(backbone), examples_->classes(), examples_->input());
  weight_net_ = std::make_shared<WeightNet>(options_.hidden);
}

Batch MetaWeightNet::training_batch(std::int64_t step, std::int64_t index) {
  return examples_->training_batch(step + index);
}

Batch MetaWeightNet::validation_batch(std::int64_t step) { return examples_->meta_batch(step); }

torch::Tensor MetaWeightNet::network_terms(const Batch& batch) {
  return torch::cross_entropy_loss(classifier_->forward(batch[examples_->input_name()]), batch["label"], {},
                                   at::Reduction::None);
}

torch::Tensor MetaWeightNet::reduce(const torch::Tensor& terms, const Batch&, const torch::Tensor& held) {
  if (!options_.reweight) return terms.mean();
  const auto weights = weight_net_->forward(held.defined() ? held : terms.detach());
  return weighted_loss(terms, weights, options_.normalization == "mean" ? Normalization::mean : Normalization::sum);
}

bool MetaWeightNet::holds_context() const { return options_.reweight && options_.weight_net_input == "held"; }

torch::Tensor MetaWeightNet::held_context(const torch::Tensor& terms, const Batch&) { return terms.detach(); }

torch::Tensor MetaWeightNet::validation_loss(const Batch& batch) {
  return torch::cross_entropy_loss(classifier_->forward(batch[examples_->input_name()]), batch["label"]);
}

Metrics MetaWeightNet::evaluate() {
  classifier_->eval();
  const auto score = [&](const Selection& selection) {
    return score_examples(*classifier_, selection, examples_->noun(), options_.evaluation_batch_size, *this);
  };
  const auto test = score(examples_->test());
  Metrics metrics = {{"test_accuracy", test.accuracy()},
                     {"test_loss", test.mean_loss()},
                     {"meta_loss", score(examples_->meta()).mean_loss()}};
  if (const auto validation = examples_->validation()) {
    metrics.emplace_back("validation_accuracy", score(*validation).accuracy());
  }
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

std::vector<RunFile> MetaWeightNet::run_files() const {
  if (!examples_->injects()) return {};
  return {{"injected_labels.csv", examples_->injected_labels()}};
}

TaskTraits MetaWeightNet::traits() const {
  return {.batches_on_another_thread = true, .selection = examples_->validation() ? "validation_accuracy" : ""};
}

torch::Tensor MetaWeightNet::predict(const Batch& inputs) {
  classifier_->eval();
  return classifier_->forward(inputs[examples_->input_name()]);
}

void MetaWeightNet::add_weight_metrics(Metrics& metrics) {
  const torch::NoGradGuard no_grad;
  auto sample = examples_->training();
  const auto count = std::min(weighed_examples, sample.size());
  for (auto* part : {&sample.positions, &sample.labels, &sample.clean_labels}) {
    if (part->defined()) *part = part->narrow(0, 0, count);
  }
  const auto scores = score_examples(*classifier_, sample, examples_->noun(), options_.evaluation_batch_size, *this);
  const auto like = weight_net_->parameters().front();
  auto weights = weight_net_->forward(scores.losses.to(like.device(), like.scalar_type())).to(torch::kCPU);
  if (!sample.clean_labels.defined()) {
    metrics.emplace_back("weight_mean", mean_or_nan(weights));
    return;
  }
  const auto known = sample.clean_labels.ge(0);
  weights = weights.masked_select(known);
  const auto clean = sample.labels.eq(sample.clean_labels).masked_select(known);
  metrics.emplace_back("weight_clean", mean_or_nan(weights.masked_select(clean)));
  metrics.emplace_back("weight_corrupted", mean_or_nan(weights.masked_select(clean.logical_not())));
  metrics.emplace_back("auc", meta_weight_net::area_under_roc(weights, clean));
}

}  // namespace meta_weight_net
