#include "evograd/plugin.hpp"

#include "t1_t2.hpp"

EVOGRAD_PLUGIN("t1-t2", "0.2.0") {
  registrar.estimator<estimators::T1T2>(
      "t1-t2",
      {.summary = "The exact hypergradient of one gradient step.",
       .cost = "lookahead 3F (0 if the base update comes first), v 3F, forward-mode product 3F if the meta-parameters "
               "act after the network; otherwise a double backward pass and about three times the memory",
       .citation = "J. Luketina, M. Berglund, K. Greff, T. Raiko: Scalable Gradient-Based Tuning of Continuous "
                   "Regularization Hyperparameters, ICML 2016"});
}
