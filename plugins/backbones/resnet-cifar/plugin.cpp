#include "evograd/plugin.hpp"
#include "resnet_cifar.hpp"

EVOGRAD_PLUGIN("resnet-cifar", "0.2.0") {
  registrar.backbone<backbones::ResNetCifar>(
      "resnet-cifar", {.summary = "The residual network for small images (ResNet-20, -32, -44, -56 …).",
                       .cost = "ResNet-32: 463,504 parameters for 3-channel input without the head; doubling the width "
                               "gives about four times as many.",
                       .citation = "K. He, X. Zhang, S. Ren, J. Sun, Deep residual learning for image recognition, "
                                   "CVPR 2016",
                       .small = {{"depth", 8}}});
}
