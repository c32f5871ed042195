#include "task.hpp"
#include "evograd/logging.hpp"

#include <fmt/core.h>
#include <torch/torch.h>

#include <numbers>
#include <utility>

#include "evaluation.hpp"
#include "learned_rotation.hpp"

namespace rotation {
namespace {

std::string summary(const RotationOptions& options, const SplitImages& images) {
  return fmt::format(
      "{}: {} upright training images; {} validation and {} test images, rotated by {:g} degrees, {} classes",
      options.dataset, images.training_positions().size(0), images.rotated_validation().size(),
      images.rotated_test().size(), options.angle, images.classes());
}

}  // namespace

void Rotation::open(const TaskContext& context) {
  images_.emplace(options_, context.folder, context.randomness.fold("rotation"));
  logging::info(summary(options_, *images_));
}

InputSpecification Rotation::input() const { return {images_->image_shape(), 0}; }

void Rotation::build(std::shared_ptr<Backbone> backbone) {
  classifier_ = std::make_shared<networks::Classifier>(std::move(backbone), images_->classes());
  meta_model_ = std::make_shared<torch::nn::Module>("meta_model");
  angle_ = meta_model_->register_parameter("angle", torch::zeros({1}));
}

Batch Rotation::training_batch(std::int64_t step, std::int64_t index) { return images_->training_batch(step + index); }

Batch Rotation::validation_batch(std::int64_t step) { return images_->validation_batch(step); }

torch::Tensor Rotation::loss(const torch::Tensor& images, const Batch& batch) {
  return torch::cross_entropy_loss(classifier_->forward(images), batch["label"]);
}

torch::Tensor Rotation::training_loss(const Batch& batch) {
  const auto& images = batch["image"];
  if (!options_.transform) return loss(images, batch);
  if (options_.outside == "mean") return loss(rotated(images, angle_), batch);
  const auto black =
      images_->normalization()(torch::zeros({1, images.size(1), 1, 1}, torch::kUInt8)).to(images.options());
  return loss(rotated(images - black, angle_) + black, batch);
}

torch::Tensor Rotation::validation_loss(const Batch& batch) { return loss(batch["image"], batch); }

double Rotation::degrees() const { return angle_.item<double>() * 180 / std::numbers::pi; }

Metrics Rotation::evaluate() {
  classifier_->eval();
  const auto score_of = [&](const data::ImageSet& set) {
    return score(*classifier_, set, images_->normalization(), options_.evaluation_batch_size, *this);
  };
  const auto rotated_test = score_of(images_->rotated_test());
  return {{"test_accuracy", rotated_test.accuracy},
          {"test_loss", rotated_test.mean_loss},
          {"upright_accuracy", score_of(images_->upright_test()).accuracy},
          {"angle", degrees()}};
}

std::vector<MetaParameterPicture> Rotation::meta_parameter_pictures() {
  if (!options_.transform) return {};
  return {{.name = "angle (degrees)", .y = {degrees()}}};
}

torch::Tensor Rotation::predict(const Batch& inputs) {
  classifier_->eval();
  return classifier_->forward(inputs["image"]);
}

}  // namespace rotation
