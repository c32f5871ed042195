#include "evograd/plugin.hpp"
#include "mlp.hpp"

EVOGRAD_PLUGIN("mlp", "0.2.0") {
  registrar.backbone<backbones::Mlp>(
      "mlp", {.summary = "Fully connected layers with ReLU on the flattened input.",
              .cost = "234,752 parameters for 1x28x28 input and hidden = [256, 128], without the head.",
              .citation = "",
              .small = {{"hidden", std::vector<std::int64_t>{8}}}});
}
