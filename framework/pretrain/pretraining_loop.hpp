#pragma once

#include <torch/types.h>

#include <cstdint>
#include <optional>
#include <string>

#include "evograd/pretraining.hpp"
#include "evograd/process_group.hpp"
#include "evograd/random.hpp"
#include "framework/settings/optimizer_options.hpp"

namespace evograd::host {

struct PretrainingLoop {
  std::int64_t steps = 0;
  OptimizerOptions optimizer;
  torch::MemoryFormat memory_format = torch::MemoryFormat::Contiguous;
  RandomKey layers{0};                     ///< random key of the layers, folded with the step
  std::optional<torch::Dtype> autocast{};  ///< of the losses
  ProcessGroup* group = nullptr;           ///< processes that share the examples; needs a DivisiblePretraining
};

/// Minimises the losses of `pretraining` over the parameters of its model, which is already on its device, and restores
/// training flags. Processes of a group end with the same parameters, and buffers that are the means of theirs. Logs
/// the loss occasionally and the final score. Throws Error naming the step if a loss is not finite.
void train(Pretraining& pretraining, const PretrainingLoop& loop);

}  // namespace evograd::host
