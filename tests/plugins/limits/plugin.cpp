// Components at the edge of what the host must cope with.

#include "evograd/plugin.hpp"
#include "evograd/error.hpp"
#include "tests/plugins/toy/line.hpp"

namespace {

/// A task whose training loss cannot be differentiated twice.
class Once : public toy::Line {
 public:
  using Line::Line;
  bool twice_differentiable() const override { return false; }
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

}  // namespace

EVOGRAD_PLUGIN("limits", "1.0.0") {
  registrar.task<Once>("once", {.summary = "A line that can be differentiated once."});
  registrar.estimator<Tired>("tired", {.summary = "Throws at step 30."});
  registrar.estimator<Crash>("crash", {.summary = "Ends the process at step 30."});
}
