#include "evograd/plugin.hpp"

#include "unrolled.hpp"

EVOGRAD_PLUGIN("unrolled", "0.2.0") {
  registrar.estimator<estimators::Unrolled>(
      "unrolled",
      {.summary = "The exact hypergradient of several inner steps, optionally with momentum and weight decay.",
       .cost = "N inner steps: 3F each, v 3F, 7F for each step of the backward sweep (the earliest 3F if the "
               "meta-parameters act after the network); memory of N points and one double backward pass",
       .citation = "L. Franceschi, M. Donini, P. Frasconi, M. Pontil: Forward and Reverse Gradient-Based "
                   "Hyperparameter Optimization, ICML 2017; A. Shaban, C.-A. Cheng, N. Hatch, B. Boots: Truncated "
                   "Back-propagation for Bilevel Optimization, AISTATS 2019"});
}
