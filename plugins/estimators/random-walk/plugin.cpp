#include "evograd/plugin.hpp"

#include "random_walk.hpp"

EVOGRAD_PLUGIN("random-walk", "0.2.0") {
  registrar.estimator<estimators::RandomWalk>(
      "random-walk",
      {.summary = "The uninformed control: a random direction with the norm of the one-step hypergradient.",
       .cost = "that of central-difference, or of t1-t2 with reference = \"exact\"",
       .citation = ""});
}
