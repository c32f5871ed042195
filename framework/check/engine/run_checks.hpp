#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "framework/check/engine/check.hpp"

namespace evograd::host::check {

enum class Status { passed, warned, skipped, failed, crashed, exited, timed_out };

/// "pass", "warn", "skip", "FAIL", "CRASH", "EXIT", "HANG".
const char* word(Status status);
/// Whether the subject is at fault.
inline bool bad(Status status) { return status >= Status::failed; }

/// The result of one check on one subject.
struct Finding {
  Subject subject;
  const Check* check;
  Status status = Status::passed;
  std::string message{};  ///< why it did not pass
  std::string output{};   ///< the end of the output, if it did not pass
  double seconds = 0;
};

/// Which checks to run, and how.
struct Selection {
  int level = 4;                  ///< the highest level to run
  std::vector<std::string> only;  ///< ids or kinds; all if empty
  std::vector<std::string> skip;  ///< ids or kinds
  std::string component;          ///< only this one; all if empty
  std::uint64_t seed = 1;
  std::int64_t rounds = 20;  ///< cases that a stress check draws
  bool strict = false;       ///< treat warnings as failures
  int parallel = 1;
  std::string device = "cpu";                    ///< another one: only the level 2 checks of tasks and backbones, there
  bool in_process = false;                       ///< for a debugger: no isolation and no deadlines
  std::optional<std::chrono::seconds> deadline;  ///< per check; otherwise 30, 120, 300 and 300 seconds by level
};

/// Runs the selected `checks` on the plugins in `files` and passes on each finding as it is made, level by level; a
/// component that fails at one level is skipped at the next. Findings point into `checks`. Throws Error if an id in
/// `selection` is not the id of a check, or if its device does not exist.
void run_checks(const std::vector<Check>& checks, const std::vector<std::filesystem::path>& files,
                const Selection& selection, const std::function<void(const Finding&)>& found);

}  // namespace evograd::host::check
