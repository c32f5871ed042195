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
         "steps that the backbone is trained for before the run, on what the task has for it; 0 for none"},
        {"seed", &O::seed, non_negative(), "of the pre-training alone, the same for every seed of the run"},
        {"file", &O::file, any_value(),
         "where the pre-trained backbone is kept, and taken from where it is there; empty for the cache folder"},
    };
  }
};

}  // namespace evograd::host
