#include "evograd/plugin.hpp"
#include "transformer.hpp"

EVOGRAD_PLUGIN("transformer", "0.2.0") {
  registrar.backbone<backbones::Transformer>(
      "transformer",
      {.summary = "A transformer encoder of any size, trained from scratch.",
       .cost = "265,216 parameters plus 128 per token of the vocabulary and per position, without the head.",
       .citation = "A. Vaswani et al., Attention is all you need, NeurIPS 2017",
       .small = {{"hidden", 8}, {"heads", 2}, {"layers", 1}}});
}
