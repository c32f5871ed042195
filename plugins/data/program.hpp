#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace data {

/// How a program ended.
struct ProgramEnd {
  bool found = true;          ///< false if PATH has no such program
  std::string failure{};      ///< empty if its exit status is 0; else e.g. "ended with exit status 1"
  std::string last_output{};  ///< the last lines of what it printed
};

/// Runs the program `arguments[0]`, which is searched in PATH, in `folder`, and waits for its end.
///
/// Its input is empty, and its output goes to a file in `folder`, never to this process's own. Throws Error if it
/// cannot be started for another reason than that it is missing.
ProgramEnd run_program(const std::vector<std::string>& arguments, const std::filesystem::path& folder);

}  // namespace data
