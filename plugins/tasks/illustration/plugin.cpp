#include "evograd/plugin.hpp"
#include "task.hpp"

EVOGRAD_PLUGIN("illustration", "0.2.0") {
  registrar.task<illustration::Illustration>(
      "illustration",
      {.summary = "The paper's one-dimensional study with a known true hypergradient: trajectories, or the estimator "
                  "at many points.",
       .cost = "One parameter, one meta-parameter, no data; lambda acts inside.",
       .citation = "O. Bohdal, Y. Yang, T. Hospedales, EvoGrad: Efficient gradient-based meta-learning and "
                   "hyperparameter optimization, NeurIPS 2021, section 4.1"});
}
