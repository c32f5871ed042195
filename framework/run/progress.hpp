#pragma once

#include <chrono>
#include <cstdint>
#include <iosfwd>
#include <string>

namespace evograd::host {

/// Shows the progress of a run: a bar with rate and remaining time on a terminal, plain lines otherwise.
class Progress {
 public:
  /// `interactive`: whether `out` is a terminal.
  Progress(std::ostream& out, std::int64_t steps, bool interactive);

  /// Continues from where a run was after `done` steps and `seconds`.
  void resume(std::int64_t done, double seconds);

  /// Reports step `done` (counted from 1) and its loss; redraws the bar at most ten times per second.
  void step(std::int64_t done, double loss);

  /// Prints a line that is not overwritten.
  void line(const std::string& text);

  /// Seconds since the start of the run, including those before it was resumed.
  double seconds() const;

 private:
  void clear();

  std::ostream& out_;
  std::int64_t steps_;
  bool interactive_;
  bool drawn_ = false;
  std::int64_t done_before_ = 0;
  double seconds_before_ = 0;
  std::chrono::steady_clock::time_point begin_;
  std::chrono::steady_clock::time_point last_;
};

/// "1 h 02 min", "3 min 05 s", "42 s".
std::string duration(double seconds);

}  // namespace evograd::host
