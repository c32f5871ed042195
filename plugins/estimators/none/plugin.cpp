#include "evograd/plugin.hpp"

#include "none.hpp"

EVOGRAD_PLUGIN("none", "0.2.0") {
  registrar.estimator<estimators::NoMetaGradient>(
      "none", {.summary = "No meta-learning: the meta-parameters do not change. The baseline on the same schedule.",
               .cost = "nothing",
               .citation = ""});
}
