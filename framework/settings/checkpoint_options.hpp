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
         "base steps between two checkpoints; 0 for none on the way. The last step has one, and so has the step at "
         "which a signal stops the run"},
        {"keep", &O::keep, at_least(1), "how many checkpoints are kept, the newest ones"},
    };
  }
};

}  // namespace evograd::host
