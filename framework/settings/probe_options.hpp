#pragma once

#include <cstdint>

#include "evograd/options.hpp"

namespace evograd::host {

/// The settings of [probe].
struct ProbeOptions {
  std::int64_t every = 0;
  std::int64_t directions = 2;

  static Schema<ProbeOptions> schema() {
    using O = ProbeOptions;
    return {
        {"every", &O::every, non_negative(),
         "meta updates between probes, which compare the estimate with the exact one-step hypergradient on the "
         "run's own batches; 0 for none"},
        {"directions", &O::directions, at_least(1),
         "random directions per probe from which the expected cosine is predicted, for estimators with random "
         "directions"},
    };
  }
};

}  // namespace evograd::host
