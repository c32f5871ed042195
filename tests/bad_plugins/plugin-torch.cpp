// Comes with a LibTorch of its own; see CMakeLists.txt.
#include "evograd/plugin.hpp"
#include "good_estimator.hpp"

extern "C" int evograd_second_torch();

EVOGRAD_PLUGIN("plugin-torch", "0.1.0") {
  evograd_second_torch();
  registrar.estimator<GoodEstimator>("good", {.summary = "No defect of its own."});
}
