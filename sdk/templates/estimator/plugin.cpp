#include "evograd/plugin.hpp"
#include "evograd/estimator.hpp"

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
    const auto& v = validation.gradient;
    const double length = v.norm().item<double>();

    auto value = problem.zero_meta_gradient();
    if (length > 0) {  // at an optimum of ℓ_V there is nothing to be gained
      const double step = options_.relative_step / length;
      const auto plus = problem.train_meta_gradient(here + step * v);
      const auto minus = problem.train_meta_gradient(here - step * v);
      value = (plus.meta_gradient - minus.meta_gradient) * (-problem.base_learning_rate() / (2 * step));
    }
    if (validation.meta_gradient.defined()) value += validation.meta_gradient;  // where ℓ_V sees λ itself
    return {value, {{"validation_loss", validation.loss}}};                     // the numbers go to metrics.jsonl
  }

 private:
  Options options_;
};

}  // namespace

// The one entry of the library; it may register several components.
EVOGRAD_PLUGIN("template-name", "0.1.0") {
  registrar.estimator<TemplateName>("template-name",
                                    {.summary = "The one-step hypergradient by a central difference.",
                                     .cost = "A gradient at each of two points, and two looks at the training loss."});
}
