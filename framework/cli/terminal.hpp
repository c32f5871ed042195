#pragma once

#include <iosfwd>

namespace evograd::host {

/// Where a command writes: results to `out`, messages to `err`.
struct Terminal {
  std::ostream& out;
  std::ostream& err;
  bool interactive = false;  ///< whether `out` is a terminal, where a progress bar is useful
};

}  // namespace evograd::host
