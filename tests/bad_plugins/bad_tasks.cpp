// One defect each: component "task-NAME" is caught by the check task/NAME and by no other of its level.
#include <torch/torch.h>

#include <stdexcept>

#include "evograd/after_network.hpp"
#include "evograd/divisible_losses.hpp"
#include "evograd/head_split.hpp"
#include "evograd/plugin.hpp"
#include "evograd/predictor.hpp"
#include "good_task.hpp"

namespace {

using namespace evograd;

struct HasNoMetaModel : GoodTask {
  using GoodTask::GoodTask;
  std::shared_ptr<torch::nn::Module> meta_model() override { return nullptr; }
};

struct CountsBatches : GoodTask {
  using GoodTask::GoodTask;
  Batch training_batch(std::int64_t, std::int64_t) override { return batch(key_.fold(++count)); }
  std::uint64_t count = 0;
};

struct GivesLosses : GoodTask {
  using GoodTask::GoodTask;
  torch::Tensor training_loss(const Batch& batch) override { return GoodTask::training_loss(batch).reshape({1}); }
};

struct CountsLosses : GoodTask {
  using GoodTask::GoodTask;
  torch::Tensor training_loss(const Batch& batch) override {
    return GoodTask::training_loss(batch) * (1 + 1e-4 * ++count);
  }
  int count = 0;
};

struct FreezesParameters : GoodTask {
  using GoodTask::GoodTask;
  Metrics evaluate() override {
    weights_.set_requires_grad(false);
    return GoodTask::evaluate();
  }
};

struct PutsLambdaIntoTerms : GoodTask, AfterNetwork {
  using GoodTask::GoodTask;
  torch::Tensor network_terms(const Batch& batch) override { return errors(batch) * penalties_.exp().mean(); }
  torch::Tensor reduce(const torch::Tensor& terms, const Batch&, const torch::Tensor&) override {
    return terms.mean() * penalties_.exp().mean();
  }
  torch::Tensor training_loss(const Batch& batch) override { return evaluate_training_loss(batch).loss; }
};

struct HasAnotherHead : GoodTask, HeadSplit {
  using GoodTask::GoodTask;
  std::vector<std::string> head_parameters() const override { return {"weights"}; }
  Batch encode(const Batch& batch, LossKind) override { return batch; }
  torch::Tensor head_loss(const Batch& batch, LossKind) override { return errors(batch).sum(); }
};

struct SumsOverRows : GoodTask, DivisibleLosses {
  using GoodTask::GoodTask;
  torch::Tensor validation_loss(const Batch& batch) override { return errors(batch).sum(); }
};

struct SeesLambda : GoodTask {
  using GoodTask::GoodTask;
  torch::Tensor validation_loss(const Batch& batch) override {
    return GoodTask::validation_loss(batch) + penalties_.square().sum();
  }
};

struct PredictsFromNothing : GoodTask, Predictor {
  using GoodTask::GoodTask;
  std::vector<std::string> prediction_inputs() const override { return {"inputs"}; }
  torch::Tensor predict(const Batch& inputs) override { return inputs["inputs"].mv(weights_); }
};

struct NamesAnotherScore : GoodTask {
  using GoodTask::GoodTask;
  std::string score_name() const override { return "accuracy"; }
};

struct DrawsGlobally : GoodTask {
  using GoodTask::GoodTask;
  Batch validation_batch(std::int64_t step) override {
    torch::rand({1});
    return GoodTask::validation_batch(step);
  }
};

struct StartsAnywhere : GoodTask {
  using GoodTask::GoodTask;
  void build(std::shared_ptr<Backbone> backbone) override {
    static int instances = 0;
    GoodTask::build(std::move(backbone));
    const torch::NoGradGuard no_grad;
    weights_.add_(1e-3 * ++instances);
  }
};

/// Half of `value` without its gradient.
torch::Tensor half_cut(const torch::Tensor& value) { return 0.5 * value + 0.5 * value.detach(); }

struct CutsGradient : GoodTask {
  using GoodTask::GoodTask;
  torch::Tensor validation_loss(const Batch& batch) override { return half_cut(GoodTask::validation_loss(batch)); }
};

struct CutsMetaGradient : GoodTask {
  using GoodTask::GoodTask;
  torch::Tensor training_loss(const Batch& batch) override {
    return errors(batch).mean() + half_cut(penalties_).exp().dot(weights_.square());
  }
};

/// The identity, whose derivative has none.
struct Once : torch::autograd::Function<Once> {
  static torch::Tensor forward(torch::autograd::AutogradContext*, const torch::Tensor& value) { return value.clone(); }
  static torch::autograd::tensor_list backward(torch::autograd::AutogradContext*,
                                               torch::autograd::tensor_list gradients) {
    return {gradients[0].detach()};
  }
};

struct DeniesSecondDerivative : GoodTask {
  using GoodTask::GoodTask;
  torch::Tensor training_loss(const Batch& batch) override {
    const auto weights = Once::apply(weights_);
    const auto errors = batch["input"].to(weights.dtype()).mv(weights) - batch["output"].to(weights.dtype());
    return errors.square().mean() + penalties_.exp().dot(weights.square());
  }
};

struct KeepsBatches : GoodTask {
  using GoodTask::GoodTask;
  Batch training_batch(std::int64_t step, std::int64_t index) override {
    return kept.emplace_back(GoodTask::training_batch(step, index));
  }
  std::vector<Batch> kept;
};

struct EndsAfterThousandSteps : GoodTask {
  using GoodTask::GoodTask;
  Batch training_batch(std::int64_t step, std::int64_t index) override {
    if (step > 1000) throw std::out_of_range("step");
    return GoodTask::training_batch(step, index);
  }
};

struct SizeOptions {
  std::int64_t size = 2;
  static Schema<SizeOptions> schema() { return {{"size", &SizeOptions::size, at_least(1), "how large"}}; }
};

struct BreaksOnThree : GoodTask {
  using Options = SizeOptions;
  explicit BreaksOnThree(const Options& options) : GoodTask({}) {
    if (options.size == 3) throw std::runtime_error("three");
  }
};

}  // namespace

EVOGRAD_PLUGIN("bad-tasks", "0.1.0") {
  registrar.task<GoodTask>("good-task", {.summary = "No defect."});
  registrar.task<HasNoMetaModel>("task-opens", {.summary = "Has no meta-model."});
  registrar.task<CountsBatches>("task-batches", {.summary = "Gives the next batch, whatever is asked for."});
  registrar.task<GivesLosses>("task-losses", {.summary = "Its loss is no scalar."});
  registrar.task<CountsLosses>("task-pure", {.summary = "Its loss grows with each call."});
  registrar.task<FreezesParameters>("task-parameters", {.summary = "Freezes what it scores."});
  registrar.task<PutsLambdaIntoTerms>("task-terms", {.summary = "Its terms see the meta-parameters."});
  registrar.task<HasAnotherHead>("task-head", {.summary = "Its head has another loss."});
  registrar.task<SeesLambda>("task-traits", {.summary = "Its validation loss sees the meta-parameters in secret."});
  registrar.task<SumsOverRows>("task-divisible", {.summary = "Its losses are sums, its parts take them for means."});
  registrar.task<PredictsFromNothing>("task-capabilities", {.summary = "Predicts from what no batch has."});
  registrar.task<NamesAnotherScore>("task-evaluate", {.summary = "Has no metric of the name of its score."});
  registrar.task<DrawsGlobally>("task-process", {.summary = "Its batches draw from the global generator."});
  registrar.task<StartsAnywhere>("task-repeatable", {.summary = "Starts elsewhere each time."});
  registrar.task<CutsGradient>("task-gradient", {.summary = "Cuts half of the gradient."});
  registrar.task<CutsMetaGradient>("task-meta-gradient", {.summary = "Cuts half of the meta-gradient."});
  registrar.task<DeniesSecondDerivative>("task-second-order", {.summary = "Has no second derivative."});
  registrar.task<KeepsBatches>("task-memory", {.summary = "Keeps its batches."});
  registrar.task<EndsAfterThousandSteps>("task-steps", {.summary = "Has batches for a thousand steps."});
  registrar.task<BreaksOnThree>("task-options", {.summary = "Breaks on a legal option."});
}
