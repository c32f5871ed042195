#pragma once

#include <cstdint>
#include <string>

#include "evograd/options.hpp"

namespace evograd::host {

/// The settings of [pretrain].
struct PretrainOptions {
  std::int64_t steps = 0;
  std::int64_t seed = 1;
  std::string file;

  static Schema<PretrainOptions> schema() {
    using O = PretrainOptions;
    return {
        {"steps", &O::steps, non_negative(),
         "pre-training steps of the backbone before the run, on the task's pre-training data; 0 for none"},
        {"seed", &O::seed, non_negative(), "seed of the pre-training alone, independent of the run's seed"},
        {"file", &O::file, path(),
         "file in which the pre-trained backbone is stored, and from which it is loaded if it exists; empty for the "
         "cache folder"},
    };
  }
};

}  // namespace evograd::host
