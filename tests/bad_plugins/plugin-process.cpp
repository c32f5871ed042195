// Changes the environment while it is loaded.
#include <cstdlib>

#include "evograd/plugin.hpp"
#include "good_estimator.hpp"

EVOGRAD_PLUGIN("plugin-process", "0.1.0") {
  setenv("OMP_NUM_THREADS", "17", 1);
  registrar.estimator<GoodEstimator>("good", {.summary = "No defect of its own."});
}
