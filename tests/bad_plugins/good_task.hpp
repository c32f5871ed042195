#pragma once

#include <torch/torch.h>

#include "evograd/options.hpp"
#include "evograd/task.hpp"

/// A task without fault, to be spoilt: ridge regression of three numbers, λ the logarithms of the penalties.
class GoodTask : public evograd::Task {
 public:
  using Options = evograd::NoOptions;
  explicit GoodTask(const Options&) {}

  void open(const evograd::TaskContext& context) override { key_ = context.randomness; }
  evograd::InputSpecification input() const override { return {{3}}; }
  void build(std::shared_ptr<evograd::Backbone>) override {
    weights_ = model_->register_parameter("weights", torch::randn({3}));
    penalties_ = meta_model_->register_parameter("penalties", torch::zeros({3}));
  }
  std::shared_ptr<torch::nn::Module> model() override { return model_; }
  std::shared_ptr<torch::nn::Module> meta_model() override { return meta_model_; }

  evograd::Batch training_batch(std::int64_t step, std::int64_t index) override {
    return batch(key_.fold("training").fold(static_cast<std::uint64_t>(step)).fold(static_cast<std::uint64_t>(index)));
  }
  evograd::Batch validation_batch(std::int64_t step) override {
    return batch(key_.fold("validation").fold(static_cast<std::uint64_t>(step)));
  }
  torch::Tensor training_loss(const evograd::Batch& batch) override {
    return errors(batch).mean() + penalties_.exp().dot(weights_.square());
  }
  torch::Tensor validation_loss(const evograd::Batch& batch) override { return errors(batch).mean(); }
  evograd::Metrics evaluate() override { return {{"score", -errors(batch(key_.fold("test"))).mean().item<double>()}}; }
  std::string score_name() const override { return "score"; }

 protected:
  evograd::Batch batch(evograd::RandomKey key) const {
    auto generator = key.generator();
    return {{"input", torch::randn({4, 3}, generator, torch::TensorOptions(torch::kFloat32))},
            {"output", torch::randn({4}, generator, torch::TensorOptions(torch::kFloat32))}};
  }
  torch::Tensor errors(const evograd::Batch& batch) const {
    return (batch["input"].to(weights_.dtype()).mv(weights_) - batch["output"].to(weights_.dtype())).tanh().square();
  }

  evograd::RandomKey key_{0};
  std::shared_ptr<torch::nn::Module> model_ = std::make_shared<torch::nn::Module>("model");
  std::shared_ptr<torch::nn::Module> meta_model_ = std::make_shared<torch::nn::Module>("meta_model");
  torch::Tensor weights_, penalties_;
};
