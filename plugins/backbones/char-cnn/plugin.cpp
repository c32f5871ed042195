#include "evograd/plugin.hpp"
#include "char_cnn.hpp"

EVOGRAD_PLUGIN("char-cnn", "0.2.0") {
  registrar.backbone<backbones::CharCnn>(
      "char-cnn", {.summary = "Convolutions over the characters of short texts.",
                   .cost = "46,272 parameters plus 64 per token of the vocabulary, without the head.",
                   .citation = "X. Zhang, J. Zhao, Y. LeCun, Character-level convolutional networks for text "
                               "classification, NeurIPS 2015 (a deeper network)",
                   .small = {{"features", "positions"}}});
}
