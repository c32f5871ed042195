#include "options.hpp"

namespace estimators {
namespace {

constexpr const char* kGuided =
    "the perturbation along the validation gradient is a separate estimator: [estimator] use = \"central-difference\"; "
    "its defaults correspond to the former preset = \"improved\"";

}  // namespace

Schema<EvoGradOptions> EvoGradOptions::schema() {
  using O = EvoGradOptions;
  return {
      {"preset", &O::preset, one_of({"standard", "paper"}).retired("improved", kGuided),
       "the values of options left at \"preset\"; standard: layers common, context held; paper: fresh and recomputed, "
       "like the reference implementation"},
      {"candidates", &O::candidates, at_least(2), "K, the number of perturbed copies of the parameters"},
      {"sigma", &O::sigma, positive(), "σ, the scale of the perturbations"},
      {"temperature", &O::temperature, positive(), "τ in the weights softmax(−ℓ/τ)"},
      {"noise", &O::noise, one_of({"rademacher", "gaussian"}),
       "distribution of the perturbations; the reference implementation uses the sign of a Gaussian draw"},
      {"sampling", &O::sampling, one_of({"independent", "antithetic"}).retired("guided", kGuided),
       "antithetic uses pairs +ε, −ε: less bias, fewer directions"},
      {"sides", &O::sides, one_of({"two", "one"}),
       "one uses θ itself as the first candidate, which is free after the base update of a task whose λ acts after the "
       "network, with validation_point auto or post-step"},
      {"weights", &O::weights, one_of({"softmax", "linear"}),
       "softmax(−ℓ/τ), or weights linear in the loss: without τ, always calibrated"},
      {"scale", &O::scale, one_of({"auto", "raw", "calibrated"}),
       "calibrated multiplies by η/η_eff, which brings the estimate to the scale of the exact one-step hypergradient; "
       "auto is raw for softmax weights, calibrated for linear weights"},
      {"perturbed", &O::perturbed, any_value(), "name prefixes of the parameters to perturb; empty for all"},
      {"validation_point", &O::validation_point, one_of({"merged", "auto", "current", "lookahead", "post-step"}),
       "the point at which the validation gradient is evaluated: the paper's merged copy θ*, θ, θ − η∇ℓ_T, or the "
       "point after this step's base update; auto uses post-step if the base update comes first, else lookahead"},
      {"validation", &O::validation, one_of({"gradient", "difference"}),
       "difference evaluates ℓ_V along the perturbations in K forward passes without a graph instead of a gradient at "
       "3F; one pass cheaper with K = 2, biased by the curvature of ℓ_V for larger K; a validation loss that depends "
       "on λ directly still needs the gradient"},
      {"layer_randomness", &O::layer_randomness, one_of({"preset", "common", "fresh"}),
       "whether random layers use the same draws for all candidates of a step, or new draws for each, as in the "
       "reference"},
      {"context", &O::context, one_of({"preset", "held", "recomputed"}),
       "whether the task's context (a weight net's input) is held for the step, or recomputed for each candidate as in "
       "the reference"},
      {"memory", &O::memory, one_of({"one-pass", "two-pass"}),
       "one-pass stores one gradient with respect to λ per candidate; two-pass visits each candidate twice and stores "
       "only the sum"},
  };
}

}  // namespace estimators
