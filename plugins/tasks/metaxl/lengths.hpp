#pragma once

#include "options.hpp"

namespace metaxl {

constexpr std::int64_t longest_evaluated = 512;  ///< the number of positions of BERT and XLM-R

/// The maximum number of tokens of a training sentence.
inline std::int64_t training_length(const MetaXlOptions& options) {
  if (options.length > 0) return options.length;
  return options.data == "names" ? 32 : 128;
}

}  // namespace metaxl
