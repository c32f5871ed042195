#include "evograd/plugin.hpp"
#include "central_difference.hpp"

EVOGRAD_PLUGIN("central-difference", "0.2.0") {
  registrar.estimator<estimators::CentralDifference>(
      "central-difference",
      {.summary =
           "The one-step hypergradient, with its mixed product by a finite difference along the validation gradient.",
       .cost = "lookahead 3F (0 if the base update comes first), v 3F, 2F (1F with one side after the base update); "
               "memory of a plain step",
       .citation =
           "H. Liu, K. Simonyan, Y. Yang: DARTS: Differentiable Architecture Search, ICLR 2019; preconditioned: "
           "S. K. Choe et al.: Making Scalable Meta Learning Practical, NeurIPS 2023"});
}
