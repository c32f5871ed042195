// Registers another component at each call.
#include "evograd/plugin.hpp"
#include "good_estimator.hpp"

EVOGRAD_PLUGIN("plugin-repeatable", "0.1.0") {
  static int calls = 0;
  registrar.estimator<GoodEstimator>("good" + std::to_string(++calls), {.summary = "No defect of its own."});
}
