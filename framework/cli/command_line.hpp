#pragma once

#include <string>
#include <vector>

#include "framework/cli/terminal.hpp"

namespace evograd::host {

/// The exit codes of every verb.
namespace exit_code {
inline constexpr int success = 0;
inline constexpr int failure = 1;    ///< something failed at run time
inline constexpr int bad_usage = 2;  ///< the command line or the manifest is invalid; nothing was run
inline constexpr int stopped = 3;    ///< a signal stopped a run after a step; --resume continues it
}  // namespace exit_code

/// Runs `evograd` with `arguments` (without the program name) and returns its exit code. Does not throw.
int run_command_line(const std::vector<std::string>& arguments, const Terminal& terminal);

}  // namespace evograd::host
