#include "evograd/plugin.hpp"
#include "lenet.hpp"

EVOGRAD_PLUGIN("lenet", "0.2.0") {
  registrar.backbone<backbones::LeNet>(
      "lenet", {.summary = "LeNet-5 with ReLU and max pooling, for small images.",
                .cost = "60,856 parameters for 1x28x28 input, without the head.",
                .citation = "Y. LeCun, L. Bottou, Y. Bengio, P. Haffner, Gradient-based learning applied to document "
                            "recognition, Proceedings of the IEEE, 1998"});
}
