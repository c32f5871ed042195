#pragma once

#include <torch/types.h>

#include <string>
#include <utility>
#include <vector>

namespace evograd {

/// An estimate of dℓ_V/dλ.
struct MetaGradient {
  /// [H], in the layout of BilevelProblem::meta_segments(); detached.
  torch::Tensor value;

  /// A few numbers for the log, e.g. the spread of the candidates' losses.
  std::vector<std::pair<std::string, double>> log;
};

}  // namespace evograd
