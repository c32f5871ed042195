#include "evograd/plugin.hpp"
#include "task.hpp"

EVOGRAD_PLUGIN("metaxl", "0.2.0") {
  registrar.task<metaxl::MetaXl>(
      "metaxl",
      {.summary = "Low-resource cross-lingual learning with a learned transformation of the source's representations.",
       .cost = "A perceptron per transformed site: (2C + 1) b + b + C + 1 meta-parameters for C channels and width b "
               "(XLM-R base, b = 192: 296,065); lambda acts inside the network.",
       .citation = "M. Xia et al., MetaXL: meta representation transformation for low-resource cross-lingual learning, "
                   "NAACL 2021",
       .small = {{"data", "synthetic"},
                 {"detach", false},
                 {"vocabulary_size", 40},
                 {"length", 8},
                 {"source_size", 20},
                 {"target_size", 12},
                 {"development_size", 6},
                 {"test_size", 6},
                 {"source_batch_size", 4},
                 {"target_batch_size", 4}}});
}
