#include "evograd/plugin.hpp"
#include "line.hpp"
#include "noise.hpp"
#include "widen.hpp"

EVOGRAD_PLUGIN("toy", "1.2.3") {
  registrar.task<toy::Line>("line", {.summary = "A straight line through noisy points, with a learned loss weight."});
  registrar.backbone<toy::Widen>("widen", {.summary = "One linear layer and a rectifier."});
  registrar.estimator<toy::Noise>("noise", {.summary = "No estimate at all: Gaussian noise of a given size.",
                                            .cost = "none",
                                            .citation = "nobody, Nowhere, 2024"});
}
