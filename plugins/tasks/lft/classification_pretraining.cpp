#include "classification_pretraining.hpp"

#include <fmt/core.h>
#include <torch/torch.h>

#include <utility>

#include "labelled_samples.hpp"
#include "pooled_features.hpp"

namespace lft {
namespace {

constexpr std::int64_t evaluated_images = 500;
constexpr std::int64_t evaluated_at_once = 50;

}  // namespace

ClassificationPretraining::ClassificationPretraining(std::shared_ptr<Backbone> backbone,
                                                     std::shared_ptr<const Domain> domain, std::int64_t batch_size,
                                                     RandomKey key, std::string data)
    : backbone_(std::move(backbone)),
      domain_(std::move(domain)),
      batch_size_(batch_size),
      key_(key),
      data_(std::move(data)),
      model_(std::make_shared<torch::nn::Module>("pretraining")),
      head_(backbone_->feature_shape().at(0), domain_->class_count(Split::base)) {
  model_->register_module("backbone", backbone_);
  model_->register_module("head", head_);
}

torch::Tensor ClassificationPretraining::logits(const torch::Tensor& images) {
  Tap unchanged;
  const auto place = head_->weight.options().requires_grad(false);
  return head_->forward(pooled_features(backbone_->forward(images.to(place), unchanged)));
}

torch::Tensor ClassificationPretraining::partial_loss(std::int64_t step, std::int64_t part, std::int64_t parts) {
  const auto key = key_.fold("batch").fold(static_cast<std::uint64_t>(step));
  const auto samples = draw_samples(*domain_, Split::base, batch_size_, key);
  const auto whole = domain_->training_images(Split::base, samples, key.fold("view"));
  const auto begin = batch_size_ * part / parts;
  const auto length = batch_size_ * (part + 1) / parts - begin;
  const auto images = whole.narrow(0, begin, length);
  if (length == 0) return logits(images).sum();  // a mean over nothing would be NaN
  const auto classes = labels(samples).narrow(0, begin, length).to(head_->weight.device());
  const auto mean = torch::cross_entropy_loss(logits(images), classes);
  return parts == 1 ? mean : mean * (static_cast<double>(length) / static_cast<double>(batch_size_));
}

std::string ClassificationPretraining::identity() const {
  std::int64_t images = 0;
  std::string names;
  for (std::int64_t i = 0; i < domain_->class_count(Split::base); ++i) {
    images += domain_->sample_count(Split::base, i);
    names += domain_->class_name(Split::base, i) + "\n";
  }
  return fmt::format("classification of the base classes of {}; {}; {} images; batches of {}; classes:\n{}",
                     domain_->name(), data_, images, batch_size_, names);
}

Metrics ClassificationPretraining::evaluate() {
  std::int64_t right = 0;
  for (std::int64_t start = 0; start < evaluated_images; start += evaluated_at_once) {
    const auto key = key_.fold("evaluation").fold(static_cast<std::uint64_t>(start));
    const auto samples = draw_samples(*domain_, Split::base, evaluated_at_once, key);
    const auto answers = logits(domain_->evaluation_images(Split::base, samples)).argmax(1).to(torch::kCPU);
    right += answers.eq(labels(samples)).sum().item<std::int64_t>();
  }
  return {{"accuracy", 100.0 * static_cast<double>(right) / evaluated_images}};
}

}  // namespace lft
