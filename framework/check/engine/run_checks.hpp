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

/// What a check said of a subject.
struct Finding {
  Subject subject;
  const Check* check;
  Status status = Status::passed;
  std::string message{};  ///< why, where it did not pass
  std::string output{};   ///< the end of what was printed, where it did not pass
  double seconds = 0;
};

/// What to run.
struct Selection {
  int level = 4;                  ///< the highest
  std::vector<std::string> only;  ///< ids, or kinds; all where empty
  std::vector<std::string> skip;  ///< ids, or kinds
  std::string component;          ///< only this one; all where empty
  std::uint64_t seed = 1;
  std::int64_t rounds = 20;  ///< cases that a stress check draws
  bool strict = false;       ///< what would be a warning is a failure
  int parallel = 1;
  bool in_process = false;                       ///< for a debugger: nothing is isolated and no deadline holds
  std::optional<std::chrono::seconds> deadline;  ///< of a check, else 30, 120, 300 and 300 seconds by level
};

/// Checks the plugins in `files` with those of `checks` that are selected and hands over each finding as it is made,
/// level by level; a component that fails at one level is not looked at on the next. Findings point into `checks`.
/// Throws Error where an id of `selection` names no check.
void run_checks(const std::vector<Check>& checks, const std::vector<std::filesystem::path>& files,
                const Selection& selection, const std::function<void(const Finding&)>& found);

}  // namespace evograd::host::check
