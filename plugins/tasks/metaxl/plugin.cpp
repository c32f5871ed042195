#include "evograd/plugin.hpp"
#include "task.hpp"

EVOGRAD_PLUGIN("metaxl", "0.1.0") {
  registrar.task<evograd::metaxl::MetaXl>(
      "metaxl",
      {.summary = "Low-resource cross-lingual learning with a learned transformation of the source's representations.",
       .cost = "A perceptron at each transformed site: (2C + 1) b + b + C + 1 meta-parameters for C channels and width "
               "b (XLM-R base, b = 192: 296,065); lambda acts inside the network.",
       .citation = "M. Xia et al., MetaXL: meta representation transformation for low-resource cross-lingual learning, "
                   "NAACL 2021"});
}
