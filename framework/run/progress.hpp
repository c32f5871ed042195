#pragma once

#include <chrono>
#include <cstdint>
#include <iosfwd>
#include <string>

namespace evograd::host {

/// Tells how far a run is: a bar with rate and remaining time on a terminal, plain lines otherwise.
class Progress {
 public:
  /// `interactive`: whether `out` is a terminal.
  Progress(std::ostream& out, std::int64_t steps, bool interactive);

  /// Goes on where a run was after `done` steps and `seconds`.
  void resume(std::int64_t done, double seconds);

  /// After step `done` (counted from 1) with the loss it saw; redraws the bar at most ten times a second.
  void step(std::int64_t done, double loss);

  /// A line that stays.
  void line(const std::string& text);

  /// Seconds since the beginning, those before a resumption included.
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
