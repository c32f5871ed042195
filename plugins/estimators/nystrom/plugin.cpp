#include "evograd/plugin.hpp"

#include "nystrom.hpp"

EVOGRAD_PLUGIN("nystrom", "0.2.0") {
  registrar.estimator<estimators::Nystrom>(
      "nystrom",
      {.summary =
           "The implicit hypergradient, the Hessian by a Nyström sketch of low rank that can serve several steps.",
       .cost =
           "lookahead 3F where it is asked for, v 3F, 7F for each of the k directions of a sketch, mixed product 3F "
           "where the meta-parameters act after the network, else 7F; memory of a double backward pass and k vectors",
       .citation = "R. Hataya, M. Yamada: Nyström Method for Accurate and Scalable Implicit Differentiation, AISTATS "
                   "2023"});
}
