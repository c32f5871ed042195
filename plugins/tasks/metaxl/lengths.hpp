#pragma once

#include "options.hpp"

namespace metaxl {

constexpr std::int64_t longest_evaluated = 512;  ///< what BERT and XLM-R have positions for

/// Tokens of a training sentence at most.
inline std::int64_t training_length(const MetaXlOptions& options) {
  if (options.length > 0) return options.length;
  return options.data == "names" ? 32 : 128;
}

}  // namespace metaxl
