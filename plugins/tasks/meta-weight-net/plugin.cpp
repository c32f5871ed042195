#include "evograd/plugin.hpp"
#include "task.hpp"

EVOGRAD_PLUGIN("meta-weight-net", "0.2.0") {
  registrar.task<meta_weight_net::MetaWeightNet>(
      "meta-weight-net",
      {.summary = "Classification of images, texts or rows of a table from partly wrong labels, with example weights "
                  "learned on a small clean set.",
       .cost = "301 meta-parameters by default; lambda acts after the network.",
       .citation = "J. Shu, Q. Xie, L. Yi, Q. Zhao, S. Zhou, Z. Xu, D. Meng, Meta-Weight-Net: learning an explicit "
                   "mapping for sample weighting, NeurIPS 2019",
       .small = {{"dataset", "synthetic"},
                 {"image_shape", std::vector<std::int64_t>{1, 16, 16}},
                 {"train_size", 60},
                 {"meta_size", 20},
                 {"test_size", 20},
                 {"batch_size", 6},
                 {"meta_batch_size", 6}},
       .other_inputs = {{{"dataset", "synthetic-texts"}, {"vocabulary_size", 40}, {"length", 8}}}});
}
