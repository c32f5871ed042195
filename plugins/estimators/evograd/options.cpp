#include "options.hpp"

namespace evograd {

Schema<EvoGradOptions> EvoGradOptions::schema() {
  using O = EvoGradOptions;
  return {
      {"preset", &O::preset, one_of({"standard", "paper", "improved"}),
       "what options left at \"preset\" are; standard: independent, softmax, raw, merged, common, held; paper: "
       "likewise "
       "but fresh, recomputed, as the reference implementation; improved: guided, linear, auto, common, held, and auto "
       "sides"},
      {"candidates", &O::candidates, at_least(2), "K, the number of perturbed copies of the parameters"},
      {"sigma", &O::sigma, positive(), "size σ of random perturbations"},
      {"temperature", &O::temperature, positive(), "τ of the weights softmax(−ℓ/τ)"},
      {"noise", &O::noise, one_of({"rademacher", "gaussian"}),
       "distribution of the perturbations; the reference implementation takes the sign of a Gaussian draw"},
      {"sampling", &O::sampling, one_of({"preset", "independent", "antithetic", "guided"}),
       "antithetic perturbs in pairs +ε, −ε: less bias, fewer directions; guided likewise, along v = ∇ℓ_V, which is "
       "then "
       "taken first"},
      {"guidance", &O::guidance, between(0, 1),
       "guided only: share α of the perturbation that lies along v; 1 is exact with one pair, less mixes in random "
       "directions"},
      {"guided_step", &O::guided_step, positive(), "guided only: length of the perturbation"},
      {"weights", &O::weights, one_of({"preset", "softmax", "linear"}),
       "softmax(−ℓ/τ), or weights linear in the loss: no τ, and always calibrated"},
      {"scale", &O::scale, one_of({"preset", "raw", "calibrated"}),
       "calibrated multiplies by η/η_eff, which brings the estimate to the scale of the exact one-step hypergradient"},
      {"perturbed", &O::perturbed, any_value(),
       "beginnings of the names of the parameters that are perturbed; empty for all"},
      {"validation_point", &O::validation_point,
       one_of({"preset", "merged", "auto", "current", "lookahead", "post-step"}),
       "where the validation gradient is taken: the paper's merged copy θ*, θ, θ − η∇ℓ_T, or the point after this "
       "step's base update; auto takes post-step where the base update comes first, else lookahead"},
      {"layer_randomness", &O::layer_randomness, one_of({"preset", "common", "fresh"}),
       "whether random layers draw the same for all candidates of a step, or anew for each as the reference does"},
      {"context", &O::context, one_of({"preset", "held", "recomputed"}),
       "whether what a task wants held for the step (a weight net's input) is, or each candidate has its own as in the "
       "reference"},
      {"memory", &O::memory, one_of({"one-pass", "two-pass"}),
       "one-pass keeps one meta-gradient per candidate; two-pass visits each candidate twice and keeps only their sum"},
      {"sides", &O::sides, one_of({"preset", "auto", "one", "two"}),
       "guided with guidance = 1 only: candidates at θ ± ε, error of second order in guided_step, or at θ and θ + ε, "
       "of "
       "first order, where a candidate at θ costs nothing after the base update of a task whose λ acts after the "
       "network; auto takes one side where that is so"},
      {"validation", &O::validation, one_of({"gradient", "difference"}),
       "random directions only: difference takes ℓ_V along them from K forward passes instead of a gradient's 3F, "
       "without a graph; with K = 2 one pass cheaper, and biased by the curvature of ℓ_V for more; a validation loss "
       "that sees λ itself still needs the gradient"},
  };
}

}  // namespace evograd
