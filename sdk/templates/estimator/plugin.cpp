#include "evograd/plugin.hpp"
#include "evograd/estimator.hpp"
#include "evograd/flat_vector.hpp"

namespace {

// What can be set in the manifest's [estimator]: a member with its default, and a line with its range and a sentence.
struct TemplateNameOptions {
  double relative_step = 0.01;

  static evograd::Schema<TemplateNameOptions> schema() {
    return {{"relative_step", &TemplateNameOptions::relative_step, evograd::positive(),
             "the length of the step along the validation gradient v"}};
  }
};

// dℓ_V(θ − η∇_θ ℓ_T)/dλ = −η ∂/∂λ ⟨∇_θ ℓ_T(θ), v⟩ ≈ −η (∂ℓ_T/∂λ(θ + sv) − ∂ℓ_T/∂λ(θ − sv)) / 2s, with v = ∇ℓ_V one
// step ahead and s = relative_step/|v|.
class TemplateName : public evograd::MetaGradientEstimator {
 public:
  using Options = TemplateNameOptions;
  explicit TemplateName(const Options& options) : options_(options) {}

  // `problem` is all that an estimator sees of task and backbone. Points are vectors [P], meta-gradients vectors [H].
  evograd::MetaGradient estimate(evograd::BilevelProblem& problem) override {
    const auto [here, ahead] = problem.expand(evograd::ValidationPoint::lookahead);
    const auto validation = problem.validation_gradient(ahead);
    const auto v = problem.rate_weighted(validation.gradient);  // with parameter groups, as the base update steps
    const double length = evograd::flat_norm(v);  // the same bits on any number of threads, unlike v.norm()

    auto through_theta = problem.zero_meta_gradient();
    if (length > 0) {  // at an optimum of ℓ_V nothing reaches λ through θ
      const double step = options_.relative_step / length;
      // Asked for together: points that are compared are evaluated in full precision.
      const auto sides = problem.train_lambda_gradients({{here + step * v, here - step * v}});
      const auto product = (sides[0].lambda_gradient - sides[1].lambda_gradient) / (2 * step);
      through_theta = -problem.base_learning_rate() * product;
    }
    // Adds ∂ℓ_V/∂λ where the validation loss sees λ itself, and logs its value. Numbers of your own go to metrics.jsonl
    // too: hypergradient(validation, through_theta, {{"length", length}}).
    return problem.hypergradient(validation, through_theta);
  }

 private:
  Options options_;
};

}  // namespace

// The one entry of the library; it may register several components.
EVOGRAD_PLUGIN("template-name", "0.1.0") {
  registrar.estimator<TemplateName>(
      "template-name", {.summary = "The one-step hypergradient by a central difference.",
                        .cost = "A gradient at each of two points, and two evaluations of the training loss."});
}
