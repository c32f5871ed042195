#pragma once

#include <iosfwd>

namespace evograd::host {

/// Where a command writes: results to `out`, messages to `err`.
struct Terminal {
  std::ostream& out;
  std::ostream& err;
};

}  // namespace evograd::host
