#include "evograd/plugin.hpp"
#include "bert.hpp"

EVOGRAD_PLUGIN("bert", "0.2.0") {
  registrar.backbone<backbones::Bert>(
      "bert", {.summary = "The encoder of BERT, mBERT, RoBERTa and XLM-R, with pre-trained or random weights.",
               .cost = "Parameters without the head: BERT base uncased 108,891,648, XLM-R base 277,453,056.",
               .citation = "J. Devlin, M.-W. Chang, K. Lee, K. Toutanova, BERT: Pre-training of deep bidirectional "
                           "transformers for language understanding, NAACL 2019",
               .small = {{"hidden", 8}, {"heads", 2}, {"layers", 1}, {"feed_forward", 12}, {"positions", 16}}});
}
