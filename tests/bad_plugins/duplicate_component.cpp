// Registers an estimator whose name the plugin 'toy' has taken.
#include "evograd/plugin.hpp"
#include "silent_estimator.hpp"

EVOGRAD_PLUGIN("duplicate_component", "0.1.0") {
  registrar.estimator<SilentEstimator>("before", {.summary = "Must not stay registered either."});
  registrar.estimator<SilentEstimator>("noise", {.summary = "The toy's name."});
}
