#include "evograd/plugin.hpp"
#include "task.hpp"

EVOGRAD_PLUGIN("lft", "0.2.0") {
  registrar.task<lft::Lft>(
      "lft",
      {.summary = "Cross-domain few-shot classification with a learned feature-wise transformation of any backbone.",
       .cost = "Two meta-parameters per channel of each site (ResNet-10: 3712); lambda acts inside the network.",
       .citation = "H.-Y. Tseng, H.-Y. Lee, J.-B. Huang, M.-H. Yang, Cross-domain few-shot classification via learned "
                   "feature-wise transformation, ICLR 2020",
       .small = {{"data", "synthetic"},
                 {"image_size", 16},
                 {"ways", 3},
                 {"shots", 1},
                 {"queries", 2},
                 {"auxiliary_batch_size", 4},
                 {"episodes", 4},
                 {"seen_episodes", 2}}});
}
