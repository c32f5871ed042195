#pragma once

#include <cstdint>

#include "evograd/options.hpp"

namespace evograd::host {

/// The settings of [checkpoint].
struct CheckpointOptions {
  std::int64_t every = 500;
  std::int64_t keep = 2;

  static Schema<CheckpointOptions> schema() {
    using O = CheckpointOptions;
    return {
        {"every", &O::every, non_negative(),
         "base steps between checkpoints; 0 for none during the run. A checkpoint is always written at the last step "
         "and at the step at which a signal stops the run"},
        {"keep", &O::keep, at_least(1), "number of newest checkpoints to keep"},
    };
  }
};

}  // namespace evograd::host
