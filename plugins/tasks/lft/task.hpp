#pragma once

#include <memory>
#include <string>
#include <vector>

#include "domains.hpp"
#include "episode_sampler.hpp"
#include "evograd/meta_parameter_pictures.hpp"
#include "evograd/predictor.hpp"
#include "evograd/pretraining.hpp"
#include "evograd/shared_evaluation.hpp"
#include "evograd/task.hpp"
#include "feature_transformation.hpp"
#include "few_shot_model.hpp"
#include "options.hpp"

namespace lft {

using namespace evograd;

/// Cross-domain few-shot classification with a learned feature-wise transformation (LFT).
///
/// θ: backbone, head and auxiliary classifier; λ: γ and β at the backbone's sites, H = 2 · channels of all sites. Two
/// of the seen domains are drawn, a pseudo-seen and a pseudo-unseen one. ℓ_T = the head's loss on an episode of the
/// former with the transformation, plus the weighted auxiliary cross entropy; ℓ_V = the loss on an episode of the
/// latter in evaluation mode: without transformation, with the running statistics of the backbone's batch norms. λ acts
/// inside the network. With transformation = "none" or "fixed" there is no λ. ℓ_T draws the transformation's noise, one
/// number per channel, from the global generator. Citation: H.-Y. Tseng, H.-Y. Lee, J.-B. Huang, M.-H. Yang,
/// Cross-domain few-shot classification via learned feature-wise transformation, ICLR 2020; under EvoGrad: O. Bohdal,
/// Y. Yang, T. Hospedales, NeurIPS 2021, section 4.3.
class Lft : public Task, public Pretrainable, public Predictor, public MetaParameterPictures, public SharedEvaluation {
 public:
  using Options = LftOptions;

  explicit Lft(const Options& options);

  void open(const TaskContext& context) override;
  InputSpecification input() const override { return {domains_.image_shape, 0}; }
  void build(std::shared_ptr<Backbone> backbone) override;
  std::unique_ptr<Pretraining> pretraining(std::shared_ptr<Backbone> backbone, RandomKey key) override;
  std::shared_ptr<torch::nn::Module> model() override { return model_; }
  std::shared_ptr<torch::nn::Module> meta_model() override { return transformation_; }

  /// "image" [N(K + Q), C, S, S] of an episode of the step's pseudo-seen domain; "auxiliary_image", "auxiliary_label"
  /// and "auxiliary_weight" if there is an auxiliary loss. Additional batches are other episodes of the same domain.
  Batch training_batch(std::int64_t step, std::int64_t index) override;
  /// "image" of an episode of the step's pseudo-unseen domain.
  Batch validation_batch(std::int64_t step) override;

  torch::Tensor training_loss(const Batch& batch) override;
  torch::Tensor validation_loss(const Batch& batch) override;
  TaskTraits traits() const override {
    return {.order = StepOrder::base_first, .batches_on_another_thread = true};  // domains are immutable
  }

  /// unseen_accuracy with unseen_interval (percent, over the test episodes), seen_accuracy (the mean over the seen
  /// domains that have enough validation classes; usable for tuning), and with a transformation mean_scale_noise and
  /// mean_shift_noise, the standard deviations of its noise.
  Metrics evaluate() override;
  std::string score_name() const override { return "unseen_accuracy"; }
  std::vector<MetaParameterPicture> meta_parameter_pictures() override;

  /// Features [B, ...] of "image" [B, C, H, W], which an episode's head compares.
  std::vector<std::string> prediction_inputs() const override { return {"image"}; }
  torch::Tensor predict(const Batch& inputs) override;

 private:
  struct Roles {
    std::size_t seen;    ///< pseudo-seen, a position in domains_.seen
    std::size_t unseen;  ///< pseudo-unseen
  };
  Roles roles(std::int64_t step) const;
  torch::Tensor episode_images(std::size_t seen_domain, RandomKey key) const;
  void add_auxiliary(Batch& batch, std::int64_t step, RandomKey key) const;
  std::vector<networks::SiteChannels> chosen_sites(Backbone& backbone) const;
  double accuracy_on_seen_domains();

  Options options_;
  EpisodeShape training_shape_;
  EpisodeShape evaluation_shape_;
  RandomKey key_{0};
  std::int64_t steps_ = 0;
  Domains domains_;
  std::vector<ClassPool> training_pools_;  ///< by seen domain
  ClassPool test_pool_;
  std::shared_ptr<FewShotModel> model_;
  std::shared_ptr<FeatureTransformation> transformation_;
};

}  // namespace lft
