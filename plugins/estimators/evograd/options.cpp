#include "options.hpp"

namespace estimators {
namespace {

constexpr const char* kGuided =
    "the perturbation along the validation gradient is an estimator of its own: [estimator] use = "
    "\"central-difference\", whose defaults are what preset = \"improved\" was";

}  // namespace

Schema<EvoGradOptions> EvoGradOptions::schema() {
  using O = EvoGradOptions;
  return {
      {"preset", &O::preset, one_of({"standard", "paper"}).retired("improved", kGuided),
       "what options left at \"preset\" are; standard: layers common, context held; paper: fresh and recomputed, as "
       "the "
       "reference implementation"},
      {"candidates", &O::candidates, at_least(2), "K, the number of perturbed copies of the parameters"},
      {"sigma", &O::sigma, positive(), "size σ of the perturbations"},
      {"temperature", &O::temperature, positive(), "τ of the weights softmax(−ℓ/τ)"},
      {"noise", &O::noise, one_of({"rademacher", "gaussian"}),
       "distribution of the perturbations; the reference implementation takes the sign of a Gaussian draw"},
      {"sampling", &O::sampling, one_of({"independent", "antithetic"}).retired("guided", kGuided),
       "antithetic perturbs in pairs +ε, −ε: less bias, fewer directions"},
      {"sides", &O::sides, one_of({"two", "one"}),
       "one takes θ itself as the first candidate, which costs nothing after the base update of a task whose λ acts "
       "after the network, with validation_point auto or post-step"},
      {"weights", &O::weights, one_of({"softmax", "linear"}),
       "softmax(−ℓ/τ), or weights linear in the loss: no τ, and always calibrated"},
      {"scale", &O::scale, one_of({"auto", "raw", "calibrated"}),
       "calibrated multiplies by η/η_eff, which brings the estimate to the scale of the exact one-step hypergradient; "
       "auto is raw for softmax, calibrated for linear weights"},
      {"perturbed", &O::perturbed, any_value(),
       "beginnings of the names of the parameters that are perturbed; empty for all"},
      {"validation_point", &O::validation_point, one_of({"merged", "auto", "current", "lookahead", "post-step"}),
       "where the validation gradient is taken: the paper's merged copy θ*, θ, θ − η∇ℓ_T, or the point after this "
       "step's base update; auto takes post-step where the base update comes first, else lookahead"},
      {"validation", &O::validation, one_of({"gradient", "difference"}),
       "difference takes ℓ_V along the perturbations from K forward passes instead of a gradient's 3F, without a "
       "graph; "
       "with K = 2 one pass cheaper, and biased by the curvature of ℓ_V for more; a validation loss that sees λ itself "
       "still needs the gradient"},
      {"layer_randomness", &O::layer_randomness, one_of({"preset", "common", "fresh"}),
       "whether random layers draw the same for all candidates of a step, or differently for each, as the reference does"},
      {"context", &O::context, one_of({"preset", "held", "recomputed"}),
       "whether what a task wants held for the step (a weight net's input) is, or each candidate has its own as in the "
       "reference"},
      {"memory", &O::memory, one_of({"one-pass", "two-pass"}),
       "one-pass keeps one gradient to λ per candidate; two-pass visits each candidate twice and keeps only their sum"},
  };
}

}  // namespace estimators
