#pragma once

#include <torch/types.h>

#include <cstdint>
#include <optional>
#include <string>

#include "evograd/pretraining.hpp"
#include "evograd/random.hpp"
#include "framework/settings/optimizer_options.hpp"

namespace evograd::host {

struct PretrainingLoop {
  std::int64_t steps = 0;
  OptimizerOptions optimizer;
  torch::MemoryFormat memory_format = torch::MemoryFormat::Contiguous;
  RandomKey layers{0};                     ///< random key of the layers, folded with the step
  std::optional<torch::Dtype> autocast{};  ///< of the losses
};

/// Minimises the losses of `pretraining` over the parameters of its model, which is already on its device, and restores
/// training flags. Logs the loss occasionally and the final score. Throws Error naming the step if a loss is
/// not finite.
void train(Pretraining& pretraining, const PretrainingLoop& loop);

}  // namespace evograd::host
