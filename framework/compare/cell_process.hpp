#pragma once

#include <filesystem>
#include <functional>
#include <string>
#include <vector>

namespace evograd::host {

/// How the process of a cell ended.
struct ProcessEnd {
  bool killed = false;  ///< by a signal that nobody here sent
  bool asked = false;   ///< it was asked to stop, or killed on request
};

/// Runs this program again with `arguments`, its output going to `log`, until it ends.
///
/// `stop` and `abandon` are asked many times per second: when `stop` is true for the first time the process gets
/// SIGTERM, unless it has had a signal already (as from a terminal or a scheduler, which signal all processes); when
/// `abandon` is, SIGKILL. If this process is killed, the other gets SIGTERM. It does not see the variables by which
/// launchers number the processes of one run: it is a run of one process. Throws Error if it cannot be started.
ProcessEnd run_cell_process(const std::vector<std::string>& arguments, const std::filesystem::path& log,
                            const std::function<bool()>& stop, const std::function<bool()>& abandon);

}  // namespace evograd::host
