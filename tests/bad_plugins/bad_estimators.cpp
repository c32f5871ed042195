// One defect each: component "estimator-NAME" is caught by the check estimator/NAME and by no other of its level.
#include <unistd.h>

#include <cmath>
#include <set>
#include <stdexcept>

#include <torch/utils.h>

#include "evograd/plugin.hpp"
#include "good_estimator.hpp"

namespace {

using namespace evograd;

/// Defines GoodEstimator with another estimate().
#define ESTIMATOR(NAME)                                      \
  struct NAME : GoodEstimator {                              \
    using GoodEstimator::GoodEstimator;                      \
    MetaGradient estimate(BilevelProblem& problem) override; \
  };                                                         \
  MetaGradient NAME::estimate([[maybe_unused]] BilevelProblem& problem)

/// θ or λ, which an estimator must not write to.
torch::Tensor written_to(const torch::Tensor& values) { return values; }

ESTIMATOR(OtherType) { return {exact(problem).to(torch::kFloat32), {}}; }

ESTIMATOR(NotFinite) { return {exact(problem) * (problem.step() == 13 ? NAN : 1.0), {}}; }

ESTIMATOR(Attached) { return {exact(problem).requires_grad_(), {}}; }

ESTIMATOR(WritesPadding) {
  const auto value = exact(problem);
  const auto& segment = problem.meta_layout().segments().back();
  value.slice(0, segment.offset + segment.size).fill_(1);
  return {value, {}};
}

ESTIMATOR(MovesParameters) {
  const auto value = exact(problem);
  if (problem.step() == 0) written_to(problem.theta()).add_(1e-6);
  return {value, {}};
}

ESTIMATOR(SeedsGlobally) {
  if (problem.step() == 1) torch::manual_seed(7);
  return {exact(problem), {}};
}

/// Remembers every size of problem that any instance has met.
ESTIMATOR(Remembers) {
  static std::set<std::int64_t> sizes;
  sizes.insert(problem.layout().element_count());
  return {exact(problem) * (1 + 1e-6 * static_cast<double>(sizes.size())), {}};
}

ESTIMATOR(InventsGradient) {
  const auto value = exact(problem);
  if (value.eq(0).all().item<bool>()) {
    const auto& segment = problem.meta_layout().segments().front();
    value.slice(0, segment.offset, segment.offset + segment.size).fill_(1e-9);
  }
  return {value, {}};
}

ESTIMATOR(SwallowsExceptions) {
  try {
    return {exact(problem), {}};
  } catch (...) {
    return {problem.zero_meta_gradient(), {}};
  }
}

struct DeniesSecondOrder : GoodEstimator {
  using GoodEstimator::GoodEstimator;
  EstimatorNeeds needs() const override { return {}; }
};

/// Whether λ acts inside the network, of the suite's problems: where it acts after it θ is one tensor.
bool inside(const BilevelProblem& problem) { return problem.layout().segments().size() > 1; }

/// The exact value, but for a factor at what reaches λ through θ.
MetaGradient through_theta_times(BilevelProblem& problem, double factor) {
  const auto [around, ahead] = problem.expand(ValidationPoint::lookahead);
  const auto validation = problem.validation_gradient(ahead);
  const auto product = problem.mixed_product(around, validation.gradient);
  return problem.hypergradient(validation, -factor * problem.base_learning_rate() * product);
}

ESTIMATOR(WrongSign) { return through_theta_times(problem, inside(problem) ? -1 : 1); }

ESTIMATOR(WrongScale) { return through_theta_times(problem, inside(problem) ? 2 : 1); }

ESTIMATOR(WrongAfterNetwork) { return through_theta_times(problem, inside(problem) ? 1 : -1); }

ESTIMATOR(NotLinear) {
  const auto value = exact(problem);
  return {value * value.norm().pow(0.05), {}};
}

class KeepsTensors : public GoodEstimator {
 public:
  using GoodEstimator::GoodEstimator;
  MetaGradient estimate(BilevelProblem& problem) override { return {kept_.emplace_back(exact(problem)).clone(), {}}; }

 private:
  std::vector<torch::Tensor> kept_;
};

/// The exact value, had v been what `change` makes of it.
template <class Change>
MetaGradient with_changed_direction(BilevelProblem& problem, Change&& change) {
  const auto [around, ahead] = problem.expand(ValidationPoint::lookahead);
  const auto validation = problem.validation_gradient(ahead);
  const auto& v = validation.gradient;
  for (const auto& segment : problem.layout().segments()) {
    change(problem.layout().view(v, segment), &segment == &problem.layout().segments().back());
  }
  return problem.hypergradient(validation, -problem.base_learning_rate() * problem.mixed_product(around, v));
}

ESTIMATOR(TrustsOrder) {
  return with_changed_direction(problem, [](torch::Tensor v, bool last) { v.mul_(last ? 1.1 : 1.0); });
}

ESTIMATOR(SkipsSmallTensors) {
  return with_changed_direction(problem, [](torch::Tensor v, bool) { v.mul_(v.numel() == 1 ? 0 : 1); });
}

ESTIMATOR(WrongInSinglePrecision) {
  return {exact(problem) * (problem.theta().scalar_type() == torch::kFloat32 ? 1.1 : 1.0), {}};
}

ESTIMATOR(BreaksOnLargeProblems) { return {exact(problem) * (problem.layout().element_count() > 16 ? NAN : 1.0), {}}; }

struct CandidatesOptions {
  std::int64_t candidates = 2;
  static Schema<CandidatesOptions> schema() {
    return {{"candidates", &CandidatesOptions::candidates, at_least(1), "how many"}};
  }
};

class BreaksOnThree : public GoodEstimator {
 public:
  using Options = CandidatesOptions;
  explicit BreaksOnThree(const Options& options) : GoodEstimator({}) {
    if (options.candidates == 3) throw std::runtime_error("three");
  }
};

class RemembersAnAverage : public GoodEstimator {
 public:
  using GoodEstimator::GoodEstimator;
  MetaGradient estimate(BilevelProblem& problem) override {
    const auto value = exact(problem);
    average_ = average_.defined() ? 0.9 * average_ + 0.1 * value : value;
    return {average_.clone(), {}};
  }

 private:
  torch::Tensor average_;
};

/// What state() returns is replaced, not written to.
class WritesNoState : public GoodEstimator {
 public:
  using GoodEstimator::GoodEstimator;
  EstimatorNeeds needs() const override {
    auto needs = GoodEstimator::needs();
    needs.state = {{"mean", StateOf::lambda}};
    return needs;
  }
  MetaGradient estimate(BilevelProblem& problem) override {
    const auto value = exact(problem);
    auto mean = problem.state("mean");
    mean = 0.9 * mean + 0.1 * value;
    return {value, {}};
  }
};

ESTIMATOR(ForgetsDirect) {
  const auto [around, ahead] = problem.expand(ValidationPoint::lookahead);
  const auto v = problem.validation_gradient(ahead).gradient;
  return {-problem.base_learning_rate() * problem.mixed_product(around, v), {}};
}

ESTIMATOR(KnowsItsThread) {
  static const auto home = getpid();
  return {exact(problem) * (gettid() == home ? 1.0 : 1.1), {}};
}

}  // namespace

EVOGRAD_PLUGIN("bad-estimators", "0.1.0") {
  registrar.estimator<GoodEstimator>("good-estimator", {.summary = "No defect."});
  registrar.estimator<GoodEstimator>("component-described", {});
  registrar.estimator<GoodEstimator>("component-small",
                                     {.summary = "Small options it does not have.", .small = {{"sigma", 0.1}}});
  registrar.estimator<OtherType>("estimator-shape", {.summary = "Gives float for double."});
  registrar.estimator<NotFinite>("estimator-finite", {.summary = "Not a number at step 13."});
  registrar.estimator<Attached>("estimator-detached", {.summary = "Gives a graph."});
  registrar.estimator<WritesPadding>("estimator-padding", {.summary = "Writes between meta-parameters."});
  registrar.estimator<MovesParameters>("estimator-parameters", {.summary = "Moves the parameters."});
  registrar.estimator<SeedsGlobally>("estimator-process", {.summary = "Seeds the global generator."});
  registrar.estimator<Remembers>("estimator-repeatable", {.summary = "Keeps state in a static variable."});
  registrar.estimator<InventsGradient>("estimator-unused", {.summary = "Never zero."});
  registrar.estimator<SwallowsExceptions>("estimator-exceptions", {.summary = "Swallows exceptions."});
  registrar.estimator<DeniesSecondOrder>("estimator-needs", {.summary = "Differentiates twice and does not say so."});
  registrar.estimator<WrongSign>("estimator-direction", {.summary = "The other way."});
  registrar.estimator<WrongScale>("estimator-scale", {.summary = "Twice as long."});
  registrar.estimator<WrongAfterNetwork>("estimator-after-network", {.summary = "Wrong after the network."});
  registrar.estimator<NotLinear>("estimator-linear", {.summary = "Grows faster than the loss."});
  registrar.estimator<KeepsTensors>("estimator-memory", {.summary = "Keeps what it gave."});
  registrar.estimator<TrustsOrder>("estimator-order", {.summary = "Takes the last parameter for the head."});
  registrar.estimator<SkipsSmallTensors>("estimator-split", {.summary = "Skips tensors of one number."});
  registrar.estimator<WrongInSinglePrecision>("estimator-float32", {.summary = "Wrong in single precision."});
  registrar.estimator<BreaksOnLargeProblems>("estimator-problems", {.summary = "Not a number on large problems."});
  registrar.estimator<BreaksOnThree>("estimator-options", {.summary = "Breaks on a legal option."});
  registrar.estimator<RemembersAnAverage>("estimator-resume", {.summary = "Keeps an average in a member."});
  registrar.estimator<WritesNoState>("estimator-resume-unwritten", {.summary = "Declares a state it never writes."});
  registrar.estimator<ForgetsDirect>("estimator-direct", {.summary = "Leaves out what ℓ_V sees of λ itself."});
  registrar.estimator<KnowsItsThread>("estimator-threads", {.summary = "Depends on its thread."});
}
