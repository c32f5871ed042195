#pragma once

#include <iosfwd>

namespace evograd::host {

/// Where a command writes: results to `out`; `err` is that of the log.
struct Terminal {
  std::ostream& out;
  std::ostream& err;
  bool interactive = false;  ///< whether `err` is a terminal, where a progress bar is useful
  bool verbose = false;      ///< whether -v was given
  bool own_process = false;  ///< whether the process is the program, which may start itself again
};

}  // namespace evograd::host
