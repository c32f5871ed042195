#include "evograd/plugin.hpp"

#include "evograd.hpp"

EVOGRAD_PLUGIN("evograd", "0.2.0") {
  registrar.estimator<estimators::EvoGrad>(
      "evograd",
      {.summary = "The hypergradient through weights over perturbed copies of the parameters; first order only.",
       .cost = "K forward passes and one validation gradient, (K + 3)F; one more F if the task holds a context; memory "
               "of a plain step",
       .citation =
           "O. Bohdal, Y. Yang, T. Hospedales: EvoGrad: Efficient Gradient-Based Meta-Learning and Hyperparameter "
           "Optimization, NeurIPS 2021"});
}
