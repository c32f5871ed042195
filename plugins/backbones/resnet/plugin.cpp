#include "evograd/plugin.hpp"
#include "resnet.hpp"

EVOGRAD_PLUGIN("resnet", "0.2.0") {
  registrar.backbone<backbones::ResNet>(
      "resnet", {.summary = "The residual network for large images (ResNet-10, -18, -34, -50).",
                 .cost = "Parameters without the head, 3-channel input: ResNet-10 4,905,792, ResNet-18 11,176,512, "
                         "ResNet-34 21,284,672, ResNet-50 23,508,032.",
                 .citation = "K. He, X. Zhang, S. Ren, J. Sun, Deep residual learning for image recognition, "
                             "CVPR 2016",
                 .small = {{"depth", 10}, {"base_width", 4}}});
}
