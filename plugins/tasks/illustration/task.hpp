#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "evograd/meta_parameter_pictures.hpp"
#include "evograd/task.hpp"
#include "options.hpp"
#include "points.hpp"

namespace illustration {

using namespace evograd;

/// The paper's one-dimensional study: ℓ_T(x, λ) = (x − 1)² + λ x², ℓ_V(x) = (x − 1/2)², both scalars.
///
/// θ: one number, λ: one number, both double; λ acts inside. No data; the backbone is not used. Study "trajectory": θ
/// and λ start at `x` and `lambda`. Study "hypergradient": both start at 0 and are shifted by the batch, so that with
/// learning rates of 0 each step evaluates the estimator at its own point. The losses do not draw random numbers.
/// Citation: O. Bohdal, Y. Yang, T. Hospedales, EvoGrad, NeurIPS 2021, section 4.1.
class Illustration : public Task, public MetaParameterPictures {
 public:
  using Options = IllustrationOptions;

  explicit Illustration(const Options& options) : options_(options) {}

  void open(const TaskContext& context) override;
  InputSpecification input() const override { return {{1}, 0}; }
  void build(std::shared_ptr<Backbone> backbone) override;
  std::shared_ptr<torch::nn::Module> model() override { return model_; }
  std::shared_ptr<torch::nn::Module> meta_model() override { return meta_model_; }

  /// "x" and "lambda", double [1]: the offsets of θ and λ. All batches of a step are the same.
  Batch training_batch(std::int64_t step, std::int64_t index) override;
  /// "x", that of the step's training batch.
  Batch validation_batch(std::int64_t step) override;

  torch::Tensor training_loss(const Batch& batch) override;
  torch::Tensor validation_loss(const Batch& batch) override;

  /// For the current θ and λ without offset: x, lambda, validation_loss and its negative, and true_hypergradient, (λ −
  /// 1)/(λ + 1)³.
  Metrics evaluate() override;
  std::string score_name() const override { return "negative_validation_loss"; }
  std::vector<MetaParameterPicture> meta_parameter_pictures() override;

 private:
  Options options_;
  std::optional<Points> points_;
  std::shared_ptr<torch::nn::Module> model_;
  std::shared_ptr<torch::nn::Module> meta_model_;
  torch::Tensor x_;
  torch::Tensor lambda_;
};

}  // namespace illustration
