#include "options.hpp"

namespace evograd {

Schema<EvoGradOptions> EvoGradOptions::schema() {
  using O = EvoGradOptions;
  return {
      {"candidates", &O::candidates, at_least(2), "K, the number of perturbed copies of the parameters"},
      {"sigma", &O::sigma, positive(), "size σ of the perturbations"},
      {"temperature", &O::temperature, positive(), "τ of the weights softmax(−ℓ/τ)"},
      {"noise", &O::noise, one_of({"rademacher", "gaussian"}),
       "distribution of the perturbations; the reference implementation takes the sign of a Gaussian draw"},
      {"sampling", &O::sampling, one_of({"independent", "antithetic"}),
       "antithetic perturbs in pairs +ε, −ε: less bias, fewer directions"},
      {"perturbed", &O::perturbed, any_value(),
       "beginnings of the names of the parameters that are perturbed; empty for all"},
      {"validation_point", &O::validation_point, one_of({"merged", "current", "lookahead", "post-step"}),
       "where the validation gradient is taken: the paper's merged copy θ*, θ, θ − η∇ℓ_T, or the point after this "
       "step's "
       "base update"},
      {"layer_randomness", &O::layer_randomness, one_of({"common", "fresh"}),
       "whether random layers draw the same for all candidates of a step, or anew for each as the reference does"},
      {"memory", &O::memory, one_of({"one-pass", "two-pass"}),
       "one-pass keeps one meta-gradient per candidate; two-pass visits each candidate twice and keeps only their sum"},
  };
}

}  // namespace evograd
