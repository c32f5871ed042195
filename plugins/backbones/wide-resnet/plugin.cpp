#include "evograd/plugin.hpp"
#include "wide_resnet.hpp"

EVOGRAD_PLUGIN("wide-resnet", "0.2.0") {
  registrar.backbone<backbones::WideResNet>(
      "wide-resnet", {.summary = "The wide residual network with pre-activation blocks (WRN-28-10 by default).",
                      .cost = "WRN-28-10: 36,472,784 parameters for 3-channel input, without the head.",
                      .citation = "S. Zagoruyko, N. Komodakis, Wide residual networks, BMVC 2016",
                      .small = {{"depth", 10}, {"widen_factor", 1}}});
}
