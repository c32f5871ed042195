#pragma once

#include <chrono>
#include <functional>
#include <string>
#include <vector>

namespace evograd::host::check {

/// How a child process ended and what it returned.
struct ChildResult {
  enum class End { reported, exited, signalled, timed_out };
  End end = End::exited;
  int code = 0;          ///< the exit status or the signal's number
  std::string report{};  ///< what `work` returned
  std::string output{};  ///< the end of what the process printed
  double seconds = 0;
};

/// A job to run in its own process.
struct ChildJob {
  std::function<std::string(int output)> work;  ///< receives the file for the output; its result is the report
  std::chrono::milliseconds deadline;
};

/// Runs each job in a fork of this process, `parallel` at a time, and passes its result to `done` when it ends. A child
/// that crashes, exits or hangs is also a result; past its deadline it is killed with everything it started. The
/// calling process must have only one thread.
void run_in_children(const std::vector<ChildJob>& jobs, int parallel,
                     const std::function<void(std::size_t job, const ChildResult& result)>& done);

}  // namespace evograd::host::check
