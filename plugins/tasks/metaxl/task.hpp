#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "batches.hpp"
#include "corpus.hpp"
#include "encoded_texts.hpp"
#include "evograd/divisible_losses.hpp"
#include "evograd/head_split.hpp"
#include "evograd/meta_parameter_pictures.hpp"
#include "evograd/predictor.hpp"
#include "evograd/pretraining.hpp"
#include "evograd/shared_evaluation.hpp"
#include "evograd/task.hpp"
#include "options.hpp"
#include "representation_transformation.hpp"
#include "text_classifier.hpp"

namespace metaxl {

using namespace evograd;

/// Cross-lingual transfer from a source language to a target language with few labels: a transformation of the source's
/// representations is meta-learned so that training on them helps the target.
///
/// ℓ_T = w · CE(source, representations transformed by λ) + CE(target), each a mean over labels; ℓ_V = CE of the part
/// of the target's batch that ℓ_T does not use. Backbone and head apply dropout in both.
/// Citation: M. Xia et al., MetaXL: meta representation transformation for low-resource cross-lingual learning, NAACL
/// 2021; under EvoGrad: O. Bohdal, Y. Yang, T. Hospedales, NeurIPS 2021, section 4.4.
class MetaXl : public Task,
               public HeadSplit,
               public DivisibleLosses,
               public Pretrainable,
               public Predictor,
               public MetaParameterPictures,
               public SharedEvaluation {
 public:
  using Options = MetaXlOptions;
  explicit MetaXl(const Options& options) : options_(options) {}

  void open(const TaskContext& context) override;
  InputSpecification input() const override;
  void build(std::shared_ptr<Backbone> backbone) override;
  /// Masked language modelling of the training text of both languages.
  std::unique_ptr<Pretraining> pretraining(std::shared_ptr<Backbone> backbone, RandomKey key) override;
  std::shared_ptr<torch::nn::Module> model() override { return model_; }
  std::shared_ptr<torch::nn::Module> meta_model() override { return transformation_; }

  /// "source_tokens", "source_labels", "target_tokens", "target_labels", for the languages used in training.
  Batch training_batch(std::int64_t step, std::int64_t index) override;
  /// "target_tokens", "target_labels".
  Batch validation_batch(std::int64_t step) override;

  std::vector<std::string> head_parameters() const override { return {"head"}; }
  /// "source_features", "target_features" [N, C] after dropout, and their labels [N].
  Batch encode(const Batch& batch, LossKind kind) override;
  torch::Tensor head_loss(const Batch& encoded, LossKind kind) override;
  /// Each mean of the loss divides by the labels of the whole batch.
  torch::Tensor partial_loss(const Batch& part, const Batch& whole, LossKind kind) override;
  torch::Tensor training_loss(const Batch& batch) override { return whole_loss(batch, LossKind::training); }
  torch::Tensor validation_loss(const Batch& batch) override { return whole_loss(batch, LossKind::validation); }

  /// development_ and test_ accuracy, of entities f1, precision and recall, in percent.
  Metrics evaluate() override;
  std::string score_name() const override;
  TaskTraits traits() const override;
  std::vector<MetaParameterPicture> meta_parameter_pictures() override;

  /// Logits of "target_tokens" [B, T]: [B, classes] if texts have labels, [B, T, classes] if words do.
  std::vector<std::string> prediction_inputs() const override { return {"target_tokens"}; }
  torch::Tensor predict(const Batch& inputs) override;

 private:
  bool trains_on(const char* side) const { return options_.training == "joint" || options_.training == side; }
  bool transforms() const { return options_.transformation != "none" && trains_on("source"); }
  std::vector<networks::SiteChannels> chosen_sites(Backbone& backbone) const;
  torch::Tensor loss_of_sides(const Batch& encoded, double source_share, double target_share);
  void encode_side(const Batch& batch, const std::string& side, Tap& tap, Batch& encoded);

  Options options_;
  std::optional<Corpus> corpus_;
  EncodedTexts source_, train_, development_, test_;
  std::optional<SourceSampler> source_sampler_;
  std::optional<TargetSampler> target_sampler_;
  std::shared_ptr<TextClassifier> model_;
  std::shared_ptr<RepresentationTransformation> transformation_;
};

}  // namespace metaxl
