#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "evograd/divisible_losses.hpp"
#include "evograd/meta_parameter_pictures.hpp"
#include "evograd/predictor.hpp"
#include "evograd/shared_evaluation.hpp"
#include "evograd/task.hpp"
#include "networks/classifier.hpp"
#include "options.hpp"
#include "split_images.hpp"

namespace rotation {

using namespace evograd;

/// Learning the angle by which upright training images must be rotated for a network that is tested on rotated images.
///
/// θ: backbone and linear head, λ: one angle in radians, initially 0. ℓ_T = mean cross entropy of R_λ x, x upright;
/// ℓ_V = mean cross entropy of images that were rotated beforehand, without R_λ. λ acts before the network. With
/// transform = false, ℓ_T does not see λ. The losses draw random numbers only in the backbone's layers.
/// Citation: O. Bohdal, Y. Yang, T. Hospedales, EvoGrad, NeurIPS 2021, section 4.2.
class Rotation : public Task,
                 public DivisibleLosses,
                 public Predictor,
                 public MetaParameterPictures,
                 public SharedEvaluation {
 public:
  using Options = RotationOptions;

  explicit Rotation(const Options& options) : options_(options) {}

  void open(const TaskContext& context) override;
  InputSpecification input() const override;
  void build(std::shared_ptr<Backbone> backbone) override;
  std::shared_ptr<torch::nn::Module> model() override { return classifier_; }
  std::shared_ptr<torch::nn::Module> meta_model() override { return meta_model_; }

  /// Batches in epoch order; the additional batches of a step are those of the following steps.
  Batch training_batch(std::int64_t step, std::int64_t index) override;
  Batch validation_batch(std::int64_t step) override;

  torch::Tensor training_loss(const Batch& batch) override;
  torch::Tensor validation_loss(const Batch& batch) override;
  TaskTraits traits() const override { return {.order = StepOrder::base_first, .batches_on_another_thread = true}; }

  /// test_accuracy and test_loss on rotated test images, upright_accuracy on the same images upright (both in percent,
  /// without R_λ), and angle, in degrees, with the sign convention of the option `angle`.
  Metrics evaluate() override;
  std::string score_name() const override { return "test_accuracy"; }
  std::vector<MetaParameterPicture> meta_parameter_pictures() override;

  /// Class scores [B, classes] of "image" [B, C, H, W], normalized as batches are.
  std::vector<std::string> prediction_inputs() const override { return {"image"}; }
  torch::Tensor predict(const Batch& inputs) override;

 private:
  double degrees() const;
  torch::Tensor loss(const torch::Tensor& images, const Batch& batch);

  Options options_;
  std::optional<SplitImages> images_;
  std::shared_ptr<networks::Classifier> classifier_;
  std::shared_ptr<torch::nn::Module> meta_model_;
  torch::Tensor angle_;
};

}  // namespace rotation
