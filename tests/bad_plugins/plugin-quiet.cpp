// Prints while it is loaded.
#include <cstdio>

#include "evograd/plugin.hpp"
#include "good_estimator.hpp"

EVOGRAD_PLUGIN("plugin-quiet", "0.1.0") {
  std::puts("hello");
  registrar.estimator<GoodEstimator>("good", {.summary = "No defect of its own."});
}
