#include "line.hpp"

#include <torch/torch.h>

namespace toy {

struct Line::Model : torch::nn::Module {
  explicit Model(std::shared_ptr<evograd::Backbone> features)
      : backbone(register_module("backbone", std::move(features))),
        head(register_module("head", torch::nn::Linear(backbone->feature_shape().at(0), 1))) {}

  torch::Tensor forward(const torch::Tensor& x) {
    evograd::Tap tap;
    return head(backbone->forward(x, tap));
  }

  std::shared_ptr<evograd::Backbone> backbone;
  torch::nn::Linear head;
};

struct Line::Weight : torch::nn::Module {
  torch::Tensor logarithm = register_parameter("logarithm", torch::zeros({1}));
};

struct Line::Fit : evograd::Pretraining {
  Fit(std::shared_ptr<evograd::Backbone> backbone, evograd::RandomKey key, const Line& line)
      : network(std::make_shared<Model>(std::move(backbone))), randomness(key), owner(line) {}

  std::shared_ptr<torch::nn::Module> model() override { return network; }
  torch::Tensor loss(std::int64_t step) override {
    const auto batch = owner.points(randomness.fold(static_cast<std::uint64_t>(step)));
    return (network->forward(batch["x"]) - batch["y"]).square().mean();
  }
  std::string identity() const override { return "noise = " + std::to_string(owner.options_.noise); }

  std::shared_ptr<Model> network;
  evograd::RandomKey randomness;
  const Line& owner;
};

evograd::Schema<LineOptions> LineOptions::schema() {
  using O = LineOptions;
  return {
      {"data", &O::data, evograd::any_value(), "a file that nothing reads"},
      {"noise", &O::noise, evograd::non_negative(), "standard deviation of y"},
      {"batch", &O::batch, evograd::at_least(1), "points a batch"},
  };
}

Line::Line(const Options& options) : options_(options) {}

void Line::open(const evograd::TaskContext& context) { randomness_ = context.randomness.fold("line"); }

void Line::build(std::shared_ptr<evograd::Backbone> backbone) {
  model_ = std::make_shared<Model>(std::move(backbone));
  weight_ = std::make_shared<Weight>();
}

std::unique_ptr<evograd::Pretraining> Line::pretraining(std::shared_ptr<evograd::Backbone> backbone,
                                                        evograd::RandomKey key) {
  return std::make_unique<Fit>(std::move(backbone), key, *this);
}

std::shared_ptr<torch::nn::Module> Line::model() { return model_; }
std::shared_ptr<torch::nn::Module> Line::meta_model() { return weight_; }

evograd::Batch Line::points(evograd::RandomKey key) const {
  auto generator = key.generator();
  const auto x = torch::rand({options_.batch, 1}, generator);
  const auto noise = torch::randn({options_.batch, 1}, generator);
  return {{"x", x}, {"y", 2 * x + 1 + options_.noise * noise}};
}

evograd::Batch Line::training_batch(std::int64_t step, std::int64_t index) {
  return points(randomness_.fold("training").fold(step).fold(index));
}

evograd::Batch Line::validation_batch(std::int64_t step) { return points(randomness_.fold("validation").fold(step)); }

torch::Tensor Line::network_terms(const evograd::Batch& batch) {
  return (model_->forward(batch["x"]) - batch["y"]).square().flatten();
}

torch::Tensor Line::reduce(const torch::Tensor& terms, const evograd::Batch&, const torch::Tensor&) {
  return (terms.mean() * weight_->logarithm.exp()).squeeze();
}

torch::Tensor Line::validation_loss(const evograd::Batch& batch) { return network_terms(batch).mean(); }

evograd::Metrics Line::evaluate() {
  const auto error = network_terms(points(randomness_.fold("test"))).mean().item<double>();
  return {{"negative error", -error}};
}

}  // namespace toy
