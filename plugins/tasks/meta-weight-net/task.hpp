#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "evograd/after_network.hpp"
#include "evograd/divisible_losses.hpp"
#include "evograd/meta_parameter_pictures.hpp"
#include "evograd/predictor.hpp"
#include "evograd/run_files.hpp"
#include "evograd/shared_evaluation.hpp"
#include "evograd/task.hpp"
#include "networks/classifier.hpp"
#include "noisy_examples.hpp"
#include "options.hpp"
#include "weight_net.hpp"

namespace meta_weight_net {

using namespace evograd;

/// Learning from partly wrong labels, with a weight per example that a small network V computes from its loss.
///
/// θ: backbone and linear head, λ: the weight net. ℓ_i = cross entropy of example i against its noisy label,
/// ℓ_T = Σ V(ℓ̄_i) ℓ_i / Σ V(ℓ̄_i) with ℓ̄ detached, ℓ_V = mean cross entropy on clean meta examples. λ acts after the
/// network. ℓ̄ is the loss at the point of expansion ("held", the derivative of T1–T2) or that of each evaluation
/// ("recomputed", as in the EvoGrad reference). The losses draw random numbers only in the backbone's layers. Citation:
/// J. Shu et al., Meta-Weight-Net: learning an explicit mapping for sample weighting, NeurIPS 2019.
class MetaWeightNet : public Task,
                      public AfterNetwork,
                      public DivisibleLosses,
                      public Predictor,
                      public MetaParameterPictures,
                      public RunFiles,
                      public SharedEvaluation {
 public:
  using Options = MetaWeightNetOptions;

  explicit MetaWeightNet(const Options& options) : options_(options) {}

  void open(const TaskContext& context) override;
  InputSpecification input() const override;
  void build(std::shared_ptr<Backbone> backbone) override;
  std::shared_ptr<torch::nn::Module> model() override { return classifier_; }
  std::shared_ptr<torch::nn::Module> meta_model() override { return weight_net_; }

  /// Batches in epoch order; the additional batches of a step are those of the following steps.
  Batch training_batch(std::int64_t step, std::int64_t index) override;
  Batch validation_batch(std::int64_t step) override;

  torch::Tensor network_terms(const Batch& batch) override;
  torch::Tensor reduce(const torch::Tensor& terms, const Batch& batch, const torch::Tensor& held) override;
  bool holds_context() const override;
  torch::Tensor held_context(const torch::Tensor& terms, const Batch& batch) override;
  torch::Tensor training_loss(const Batch& batch) override { return evaluate_training_loss(batch).loss; }
  torch::Tensor validation_loss(const Batch& batch) override;
  /// With a validation part, the best evaluation on it is the result.
  TaskTraits traits() const override;

  /// test_accuracy (percent), test_loss, meta_loss, validation_accuracy if there is a validation part; with
  /// re-weighting also weight_clean, weight_corrupted, auc over up to 10,000 training examples: mean weight of the
  /// correct and of the wrong labels, and how well the weight separates them. Where it is not known which labels are
  /// wrong, weight_mean instead.
  Metrics evaluate() override;
  std::string score_name() const override { return "test_accuracy"; }
  std::vector<MetaParameterPicture> meta_parameter_pictures() override;

  /// Class scores [B, classes] of "image" [B, C, H, W], normalized as batches are, of "tokens" [B, T], or of "features"
  /// [B, F].
  std::vector<std::string> prediction_inputs() const override { return {examples_->input_name()}; }
  torch::Tensor predict(const Batch& inputs) override;

  /// "injected_labels.csv": which labels were changed, and from what.
  std::vector<RunFile> run_files() const override;

 private:
  void add_weight_metrics(Metrics& metrics);

  Options options_;
  std::optional<NoisyExamples> examples_;
  std::shared_ptr<networks::Classifier> classifier_;
  std::shared_ptr<WeightNet> weight_net_;
};

}  // namespace meta_weight_net
