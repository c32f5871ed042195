#include "evograd/plugin.hpp"
#include "torchscript.hpp"

EVOGRAD_PLUGIN("torchscript", "0.2.0") {
  registrar.backbone<backbones::TorchScript>(
      "torchscript", {.summary = "A network scripted or traced in Python and saved with torch.jit.save.",
                      .cost = "The parameters in the file.",
                      .citation = "",
                      .small = {{"example", true}}});
}
