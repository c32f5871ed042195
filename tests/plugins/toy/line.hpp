#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "evograd/after_network.hpp"
#include "evograd/options.hpp"
#include "evograd/pretraining.hpp"
#include "evograd/task.hpp"

namespace toy {

struct LineOptions {
  std::string data = "points.csv";
  double noise = 0.1;
  std::int64_t batch = 8;

  static evograd::Schema<LineOptions> schema();
};

/// y = 2x + 1 with noise; ℓ_T is the mean squared error times exp(λ), ℓ_V the mean squared error. Pre-training fits the
/// same line.
class Line : public evograd::Task, public evograd::AfterNetwork, public evograd::Pretrainable {
 public:
  using Options = LineOptions;

  explicit Line(const Options& options);

  void open(const evograd::TaskContext& context) override;
  evograd::InputSpecification input() const override { return {{1}}; }
  void build(std::shared_ptr<evograd::Backbone> backbone) override;
  std::unique_ptr<evograd::Pretraining> pretraining(std::shared_ptr<evograd::Backbone> backbone,
                                                    evograd::RandomKey key) override;
  std::shared_ptr<torch::nn::Module> model() override;
  std::shared_ptr<torch::nn::Module> meta_model() override;
  evograd::Batch training_batch(std::int64_t step, std::int64_t index) override;
  evograd::Batch validation_batch(std::int64_t step) override;
  torch::Tensor network_terms(const evograd::Batch& batch) override;
  torch::Tensor reduce(const torch::Tensor& terms, const evograd::Batch& batch, const torch::Tensor& held) override;
  torch::Tensor training_loss(const evograd::Batch& batch) override { return evaluate_training_loss(batch).loss; }
  torch::Tensor validation_loss(const evograd::Batch& batch) override;
  evograd::Metrics evaluate() override;
  std::string score_name() const override { return "negative error"; }

 private:
  struct Model;
  struct Weight;
  struct Fit;

  evograd::Batch points(evograd::RandomKey key) const;

  Options options_;
  evograd::RandomKey randomness_{0};
  std::shared_ptr<Model> model_;
  std::shared_ptr<Weight> weight_;
};

}  // namespace toy
