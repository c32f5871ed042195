#include "evograd/plugin.hpp"

#include "none.hpp"

EVOGRAD_PLUGIN("none", "0.1.0") {
  registrar.estimator<evograd::NoMetaGradient>(
      "none",
      {.summary = "No meta-learning: the meta-parameters stay as they are. The honest baseline on the same schedule.",
       .cost = "nothing",
       .citation = ""});
}
