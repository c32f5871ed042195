#include "evograd/plugin.hpp"
#include "task.hpp"

EVOGRAD_PLUGIN("rotation", "0.2.0") {
  registrar.task<rotation::Rotation>(
      "rotation",
      {.summary = "Image classification under an unknown rotation; the angle is learned on rotated validation images.",
       .cost = "One meta-parameter, the angle; lambda acts before the network.",
       .citation = "O. Bohdal, Y. Yang, T. Hospedales, EvoGrad: Efficient gradient-based meta-learning and "
                   "hyperparameter optimization, NeurIPS 2021, section 4.2",
       .small = {{"dataset", "synthetic"},
                 {"image_shape", std::vector<std::int64_t>{1, 16, 16}},
                 {"train_size", 60},
                 {"validation_size", 20},
                 {"test_size", 20},
                 {"batch_size", 6},
                 {"validation_batch_size", 6}}});
}
