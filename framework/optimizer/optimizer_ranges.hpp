#pragma once

#include <cstdint>
#include <vector>

#include "evograd/flat_parameters.hpp"
#include "framework/settings/optimizer_options.hpp"

namespace evograd::host {

/// A range of a flat vector and the settings of its parameters, without groups.
struct OptimizerRange {
  std::int64_t begin = 0;
  std::int64_t length = 0;  ///< padding included
  OptimizerOptions options;
};

/// The longest ranges with the same settings, in ascending order; together they cover the whole vector, which is one
/// range if `options` have no groups. Throws Error if a pattern of a group matches no parameter.
std::vector<OptimizerRange> optimizer_ranges(const OptimizerOptions& options, const FlatLayout& layout);

}  // namespace evograd::host
