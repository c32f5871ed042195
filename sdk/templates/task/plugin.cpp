#include <torch/torch.h>

#include "evograd/after_network.hpp"
#include "evograd/plugin.hpp"
#include "evograd/task.hpp"

namespace {

using evograd::Batch;

// What can be set in the manifest's [task]: a member with its default, and a line with its range and a sentence.
struct TemplateNameOptions {
  std::int64_t batch_size = 32;
  double error = 2;

  static evograd::Schema<TemplateNameOptions> schema() {
    return {{"batch_size", &TemplateNameOptions::batch_size, evograd::at_least(2), "points of a batch"},
            {"error", &TemplateNameOptions::error, evograd::any_value(), "what the wrong source adds to y"}};
  }
};

// The trained network, whose parameters are θ: the backbone of the manifest and a head.
struct Regression : torch::nn::Module {
  explicit Regression(std::shared_ptr<evograd::Backbone> features)
      : backbone(register_module("backbone", std::move(features))),
        head(register_module("head", torch::nn::Linear(c10::multiply_integers(backbone->feature_shape()), 1))) {}

  torch::Tensor forward(const torch::Tensor& x) {
    evograd::Tap tap;
    return head(backbone->forward(x, tap).flatten(1)).squeeze(1);
  }

  std::shared_ptr<evograd::Backbone> backbone;
  torch::nn::Linear head;
};

// What is meta-learned, λ: a number for each source, whose sigmoid is the weight of its points.
struct Trust : torch::nn::Module {
  torch::Tensor logits = register_parameter("logits", torch::zeros({2}));
};

// Regression of y = sin(3x) from two sources, of which the second adds an error to y; validation points are right.
// ℓ_T = mean of sigmoid(λ_source) (f(x) − y)², ℓ_V = mean of (f(x) − y)². λ acts after the network, which is why the
// task derives from AfterNetwork too; where it acts elsewhere leave that out and write training_loss() as one loss.
class TemplateName : public evograd::Task, public evograd::AfterNetwork {
 public:
  using Options = TemplateNameOptions;
  explicit TemplateName(const Options& options) : options_(options) {}

  // Called first. A task that reads files does it here.
  void open(const evograd::TaskContext& context) override { randomness_ = context.randomness.fold("template-name"); }
  evograd::InputSpecification input() const override { return {.shape = {1}}; }
  void build(std::shared_ptr<evograd::Backbone> backbone) override {
    model_ = std::make_shared<Regression>(std::move(backbone));
    trust_ = std::make_shared<Trust>();
  }
  std::shared_ptr<torch::nn::Module> model() override { return model_; }
  std::shared_ptr<torch::nn::Module> meta_model() override { return trust_; }

  // Batches are functions of (key, step, index) alone: no generator is kept, so a resumed run draws what the straight
  // one would have drawn. The host moves batches to its device and dtype.
  Batch training_batch(std::int64_t step, std::int64_t index) override {
    auto batch = points(randomness_.fold("training").fold(step).fold(index));
    const auto source = torch::arange(options_.batch_size).remainder(2);  // they take turns
    batch.set("y", batch["y"] + options_.error * source);
    batch.set("source", source);
    return batch;
  }
  Batch validation_batch(std::int64_t step) override { return points(randomness_.fold("validation").fold(step)); }

  // AfterNetwork: the training loss comes in two halves, so that estimators need no pass through the network to see
  // what another λ would do. The first half must not use λ.
  torch::Tensor network_terms(const Batch& batch) override {
    return (model_->forward(batch["x"]) - batch["y"]).square();  // [B]
  }
  torch::Tensor reduce(const torch::Tensor& terms, const Batch& batch, const torch::Tensor&) override {
    return (trust_->logits.sigmoid().index_select(0, batch["source"]) * terms).mean();
  }
  torch::Tensor training_loss(const Batch& batch) override { return evaluate_training_loss(batch).loss; }
  torch::Tensor validation_loss(const Batch& batch) override { return network_terms(batch).mean(); }

  // Called now and then, without gradient. The test points are the same every time.
  evograd::Metrics evaluate() override {
    const auto weights = trust_->logits.sigmoid().cpu();
    const auto test =
        points(randomness_.fold("test")).to(weight().device(), weight().scalar_type(), torch::MemoryFormat::Contiguous);
    return {{"negative_test_error", -network_terms(test).mean().item<double>()},
            {"weight_right", weights[0].item<double>()},
            {"weight_wrong", weights[1].item<double>()}};
  }
  std::string score_name() const override { return "negative_test_error"; }  // the larger the better

 private:
  const torch::Tensor& weight() const { return model_->head->weight; }

  Batch points(evograd::RandomKey key) const {
    auto generator = key.generator();
    const auto x = 2 * torch::rand({options_.batch_size, 1}, generator) - 1;
    return {{"x", x}, {"y", (3 * x).sin().squeeze(1)}};
  }

  Options options_;
  evograd::RandomKey randomness_{0};
  std::shared_ptr<Regression> model_;
  std::shared_ptr<Trust> trust_;
};

}  // namespace

// The one entry of the library; it may register several components. `small` is how `evograd check` makes it.
EVOGRAD_PLUGIN("template-name", "0.1.0") {
  registrar.task<TemplateName>("template-name", {.summary = "Regression from a right and a wrong source, whose weights "
                                                            "are meta-learned on right points.",
                                                 .cost = "Two meta-parameters; lambda acts after the network.",
                                                 .citation = "",
                                                 .small = {{"batch_size", 6}}});
}
