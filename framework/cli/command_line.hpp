#pragma once

#include <string>
#include <vector>

#include "framework/cli/terminal.hpp"

namespace evograd::host {

/// The exit codes of every verb.
enum ExitCode : int {
  kSuccess = 0,
  kFailure = 1,   ///< something failed while running
  kBadUsage = 2,  ///< the command line or the manifest is wrong; nothing was run
};

/// Runs `evograd` with `arguments` (without the program's name) and returns its exit code. Throws nothing.
int run_command_line(const std::vector<std::string>& arguments, const Terminal& terminal);

}  // namespace evograd::host
