#include "evograd/plugin.hpp"
#include "evograd/estimator.hpp"

namespace {

using namespace evograd;

// The options: a struct with defaults, and one line each with the range and a sentence for `evograd describe`.
struct OneSidedDifferenceOptions {
  double relative_step = 0.01;

  static Schema<OneSidedDifferenceOptions> schema() {
    return {{"relative_step", &OneSidedDifferenceOptions::relative_step, positive(), "the length of the step along v"}};
  }
};

// h = −η (∂ℓ_T/∂λ(θ + sv) − ∂ℓ_T/∂λ(θ)) / s, v = ∇ℓ_V one step ahead, s = relative_step/|v|
class OneSidedDifference : public MetaGradientEstimator {
 public:
  using Options = OneSidedDifferenceOptions;
  explicit OneSidedDifference(const Options& options) : options_(options) {}

  MetaGradient estimate(BilevelProblem& problem) override {
    const auto [around, point] = problem.expand(ValidationPoint::lookahead);
    const auto v = problem.validation_gradient(point).gradient;
    const double step = options_.relative_step / v.norm().item<double>();
    const auto here = problem.train_meta_gradient(around);
    const auto ahead = problem.train_meta_gradient(around + step * v);
    const auto value = (ahead.meta_gradient - here.meta_gradient) * (-problem.base_learning_rate() / step);
    return {value, {{"training_loss", here.loss}}};
  }

 private:
  Options options_;
};

}  // namespace

EVOGRAD_PLUGIN("one-sided-difference", "0.1.0") {
  registrar.estimator<OneSidedDifference>("one-sided-difference",
                                          {.summary = "The one-step hypergradient by a one-sided difference."});
}
