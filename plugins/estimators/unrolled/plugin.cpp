#include "evograd/plugin.hpp"

#include "unrolled.hpp"

EVOGRAD_PLUGIN("unrolled", "0.2.0") {
  registrar.estimator<estimators::Unrolled>(
      "unrolled",
      {.summary = "The exact hypergradient of several inner steps, momentum and weight decay included if wanted.",
       .cost =
           "N inner steps: 3F each, v 3F, 7F for each step back (the earliest 3F where the meta-parameters act after "
           "the network); memory of N points and one double backward pass",
       .citation = "L. Franceschi, M. Donini, P. Frasconi, M. Pontil: Forward and Reverse Gradient-Based "
                   "Hyperparameter Optimization, ICML 2017; A. Shaban, C.-A. Cheng, N. Hatch, B. Boots: Truncated "
                   "Back-propagation for Bilevel Optimization, AISTATS 2019"});
}
