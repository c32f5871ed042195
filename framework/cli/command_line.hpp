#pragma once

#include <string>
#include <vector>

#include "framework/cli/terminal.hpp"

namespace evograd::host {

/// The exit codes of every verb.
namespace exit_code {
inline constexpr int success = 0;
inline constexpr int failure = 1;    ///< something failed while running
inline constexpr int bad_usage = 2;  ///< the command line or the manifest is wrong; nothing was run
inline constexpr int stopped = 3;    ///< a signal stopped a run after a step; --resume goes on with it
}  // namespace exit_code

/// Runs `evograd` with `arguments` (without the program's name) and returns its exit code. Throws nothing.
int run_command_line(const std::vector<std::string>& arguments, const Terminal& terminal);

}  // namespace evograd::host
