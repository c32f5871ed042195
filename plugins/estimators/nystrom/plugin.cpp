#include "evograd/plugin.hpp"

#include "nystrom.hpp"

EVOGRAD_PLUGIN("nystrom", "0.2.0") {
  registrar.estimator<estimators::Nystrom>(
      "nystrom",
      {.summary =
           "The implicit hypergradient, with the Hessian by a low-rank Nyström sketch that several steps can use.",
       .cost = "lookahead 3F if requested, v 3F, 7F for each of the k directions of a sketch, mixed product 3F if the "
               "meta-parameters act after the network, else 7F; memory of a double backward pass and k vectors",
       .citation = "R. Hataya, M. Yamada: Nyström Method for Accurate and Scalable Implicit Differentiation, AISTATS "
                   "2023"});
}
