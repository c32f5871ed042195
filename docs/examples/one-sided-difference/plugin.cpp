#include "evograd/plugin.hpp"
#include "evograd/estimator.hpp"
#include "evograd/flat_vector.hpp"

namespace {

using namespace evograd;

// The options: a struct with defaults, and one line each with the range and a sentence for `evograd describe`.
struct OneSidedDifferenceOptions {
  double relative_step = 0.01;

  static Schema<OneSidedDifferenceOptions> schema() {
    return {{"relative_step", &OneSidedDifferenceOptions::relative_step, positive(), "the length of the step along v"}};
  }
};

// h = ∂ℓ_V/∂λ − η (∂ℓ_T/∂λ(θ + sv) − ∂ℓ_T/∂λ(θ)) / s, v = ∇ℓ_V one step ahead, s = relative_step/|v|
class OneSidedDifference : public MetaGradientEstimator {
 public:
  using Options = OneSidedDifferenceOptions;
  explicit OneSidedDifference(const Options& options) : options_(options) {}

  MetaGradient estimate(BilevelProblem& problem) override {
    const auto [around, point] = problem.expand(ValidationPoint::lookahead);
    const auto validation = problem.validation_gradient(point);
    const auto v = problem.rate_weighted(validation.gradient);
    const double norm = flat_norm(v);
    if (norm == 0) return problem.hypergradient(validation, problem.zero_meta_gradient());
    const double step = options_.relative_step / norm;
    const auto ends = problem.train_lambda_gradients({{around, around + step * v}});
    const auto difference = (ends[1].lambda_gradient - ends[0].lambda_gradient) / step;
    return problem.hypergradient(validation, -problem.base_learning_rate() * difference,
                                 {{"training_loss", ends[0].loss}});
  }

 private:
  Options options_;
};

}  // namespace

EVOGRAD_PLUGIN("one-sided-difference", "0.2.0") {
  registrar.estimator<OneSidedDifference>("one-sided-difference",
                                          {.summary = "The one-step hypergradient by a one-sided difference."});
}
