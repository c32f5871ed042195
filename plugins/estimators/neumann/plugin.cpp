#include "evograd/plugin.hpp"

#include "neumann.hpp"

EVOGRAD_PLUGIN("neumann", "0.2.0") {
  registrar.estimator<estimators::Neumann>(
      "neumann", {.summary = "The implicit hypergradient, with the inverse Hessian by a truncated Neumann series.",
                  .cost = "lookahead 3F if requested, v 3F, 7F per term, mixed product 3F if the meta-parameters act "
                          "after the network, else 7F; memory of a double backward pass",
                  .citation = "J. Lorraine, P. Vicol, D. Duvenaud: Optimizing Millions of Hyperparameters by Implicit "
                              "Differentiation, AISTATS 2020",
                  .small = {{"terms", std::int64_t{300}}, {"rate", 0.2}}});
}
