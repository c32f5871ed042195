// Shows a function of its own to all other libraries.
#include "evograd/plugin.hpp"
#include "good_estimator.hpp"

extern "C" EVOGRAD_API int helper_of_the_plugin() { return 1; }

EVOGRAD_PLUGIN("plugin-exports", "0.1.0") {
  registrar.estimator<GoodEstimator>("good", {.summary = "No defect of its own."});
}
