#include "evograd/plugin.hpp"

#include "conjugate_gradient.hpp"

EVOGRAD_PLUGIN("conjugate-gradient", "0.2.0") {
  registrar.estimator<estimators::ConjugateGradient>(
      "conjugate-gradient",
      {.summary = "The implicit hypergradient, with the Hessian system solved by conjugate gradients.",
       .cost = "lookahead 3F if requested, v 3F, 7F per iteration, mixed product 3F if the meta-parameters act after "
               "the network, else 7F; memory of a double backward pass",
       .citation = "F. Pedregosa: Hyperparameter Optimization with Approximate Gradient, ICML 2016; A. Rajeswaran, "
                   "C. Finn, S. Kakade, S. Levine: Meta-Learning with Implicit Gradients, NeurIPS 2019",
       .small = {{"iterations", std::int64_t{20}}, {"damping", 0.0}}});
}
