// Is linked without -z nodelete; see CMakeLists.txt.
#include "evograd/plugin.hpp"
#include "good_estimator.hpp"

EVOGRAD_PLUGIN("plugin-stays", "0.1.0") {
  registrar.estimator<GoodEstimator>("good", {.summary = "No defect of its own."});
}
