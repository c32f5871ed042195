#pragma once

#include <chrono>
#include <functional>
#include <string>
#include <vector>

namespace evograd::host::check {

/// How a child process ended and what it left.
struct ChildResult {
  enum class End { reported, exited, signalled, timed_out };
  End end = End::exited;
  int code = 0;          ///< the exit status or the signal's number
  std::string report{};  ///< what `work` returned
  std::string output{};  ///< the end of what the process printed
  double seconds = 0;
};

/// Work for a process of its own.
struct ChildJob {
  std::function<std::string(int output)> work;  ///< gets the file that takes what is printed; its result is the report
  std::chrono::milliseconds deadline;
};

/// Does each job in a fork of this process, `parallel` at a time, and hands its result to `done` as it ends. A child
/// that crashes, exits or hangs is a result; past its deadline it is killed with all that it has started. The calling
/// process must have one thread.
void run_in_children(const std::vector<ChildJob>& jobs, int parallel,
                     const std::function<void(std::size_t job, const ChildResult& result)>& done);

}  // namespace evograd::host::check
