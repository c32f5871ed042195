#include "evograd/plugin.hpp"

#include "evolution_strategies.hpp"

EVOGRAD_PLUGIN("evolution-strategies", "0.2.0") {
  registrar.estimator<estimators::EvolutionStrategies>(
      "evolution-strategies",
      {.summary = "Finite differences of the validation loss after several inner steps, along random directions of the "
                  "meta-parameters; for few meta-parameters.",
       .cost = "m pairs of N inner steps, 2m(3N + 1)F; memory of a plain step",
       .citation =
           "T. Salimans, J. Ho, X. Chen, S. Sidor, I. Sutskever: Evolution Strategies as a Scalable Alternative "
           "to Reinforcement Learning, 2017; L. Metz, N. Maheswaranathan, J. Nixon, C. D. Freeman, "
           "J. Sohl-Dickstein: Understanding and Correcting Pathologies in the Training of Learned Optimizers, "
           "ICML 2019"});
}
