// Components at the edge of what the host must cope with.

#include <torch/torch.h>

#include <limits>
#include <new>
#include <string>

#include "evograd/error.hpp"
#include "evograd/plugin.hpp"
#include "tests/plugins/toy/line.hpp"

namespace {

/// A task whose training loss cannot be differentiated twice.
class Once : public toy::Line {
 public:
  using Line::Line;
  evograd::TaskTraits traits() const override { return {.twice_differentiable = false}; }
};

/// An estimator that gives up after a while.
class Tired : public evograd::MetaGradientEstimator {
 public:
  using Options = evograd::NoOptions;
  explicit Tired(const Options&) {}
  evograd::MetaGradient estimate(evograd::BilevelProblem& problem) override {
    if (problem.step() == 30) throw evograd::Error("tired", "has had enough", "let it rest");
    return {problem.zero_meta_gradient(), {}};
  }
};

/// An estimator that takes the process down after a while.
class Crash : public Tired {
 public:
  using Tired::Tired;
  evograd::MetaGradient estimate(evograd::BilevelProblem& problem) override {
    if (problem.step() == 30) std::_Exit(7);
    return {problem.zero_meta_gradient(), {}};
  }
};

struct TroubleOptions {
  std::string kind = "nothing";
  std::int64_t at = 30;

  static evograd::Schema<TroubleOptions> schema() {
    using O = TroubleOptions;
    return {
        {"kind", &O::kind,
         evograd::one_of({"nothing", "number", "text", "error", "exception", "torch", "memory", "not-finite", "shape"}),
         "what happens"},
        {"at", &O::at, evograd::non_negative(), "the step at which it happens, counted from 0"}};
  }
};

void make_trouble(const std::string& kind) {
  if (kind == "number") throw 42;
  if (kind == "text") throw "no exception at all";
  if (kind == "error") throw evograd::Error("trouble", "was asked for", "ask for less");
  if (kind == "exception") throw std::out_of_range("an index\nof two lines");
  if (kind == "torch") torch::zeros({2, 3}).mm(torch::zeros({2, 3}));
  if (kind == "memory") throw std::bad_alloc();
}

/// An estimator that does the wrong thing at a step.
class Trouble : public evograd::MetaGradientEstimator {
 public:
  using Options = TroubleOptions;
  explicit Trouble(const Options& options) : options_(options) {}
  evograd::MetaGradient estimate(evograd::BilevelProblem& problem) override {
    auto gradient = problem.zero_meta_gradient();
    if (problem.step() != options_.at) return {gradient, {}};
    make_trouble(options_.kind);
    if (options_.kind == "not-finite") gradient.fill_(std::numeric_limits<double>::quiet_NaN());
    if (options_.kind == "shape") return {torch::zeros({7}), {}};
    return {gradient, {}};
  }

 private:
  Options options_;
};

/// A line whose training batch of a step is trouble; batches are made on another thread.
class TroubledLine : public toy::Line {
 public:
  using Options = TroubleOptions;
  explicit TroubledLine(const Options& options) : Line({}), options_(options) {}
  evograd::Batch training_batch(std::int64_t step, std::int64_t index) override {
    if (step == options_.at) make_trouble(options_.kind);
    auto batch = Line::training_batch(step, index);
    if (step == options_.at && options_.kind == "not-finite") batch.set("y", batch["y"] * std::nan(""));
    return batch;
  }
  evograd::TaskTraits traits() const override { return {.batches_on_another_thread = true}; }

 private:
  Options options_;
};

}  // namespace

EVOGRAD_PLUGIN("limits", "1.0.0") {
  registrar.task<Once>("once", {.summary = "A line that can be differentiated once."});
  registrar.estimator<Tired>("tired", {.summary = "Throws at step 30."});
  registrar.task<TroubledLine>("troubled-line", {.summary = "A line with trouble in a batch."});
  registrar.estimator<Trouble>("trouble", {.summary = "Does what it must not at a step."});
  registrar.estimator<Crash>("crash", {.summary = "Ends the process at step 30."});
}
