#include "evograd/plugin.hpp"
#include "transformer.hpp"

EVOGRAD_PLUGIN("transformer", "0.2.0") {
  registrar.backbone<backbones::Transformer>(
      "transformer", {.summary = "A transformer's encoder of any size, trained from the start.",
                      .cost = "265,216 parameters and 128 for each token of the vocabulary and each position, without "
                              "the head.",
                      .citation = "A. Vaswani et al., Attention is all you need, NeurIPS 2017",
                      .small = {{"hidden", 8}, {"heads", 2}, {"layers", 1}}});
}
