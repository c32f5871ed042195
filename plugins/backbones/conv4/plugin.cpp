#include "evograd/plugin.hpp"
#include "conv4.hpp"

EVOGRAD_PLUGIN("conv4", "0.2.0") {
  registrar.backbone<backbones::Conv4>(
      "conv4", {.summary = "The four-block convolutional network of few-shot learning; six blocks with depth = 6.",
                .cost = "Four blocks: 113,088 parameters for 3-channel input, without the head.",
                .citation = "O. Vinyals et al., Matching networks for one shot learning, NeurIPS 2016",
                .small = {{"channels", 4}}});
}
