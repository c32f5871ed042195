#pragma once

#include <chrono>

namespace evograd::host {

/// The seconds that a run has taken, including those before it was resumed.
class RunClock {
 public:
  /// Adds the `seconds` of the processes before this one.
  void resume(double seconds) { before_ = seconds; }

  double seconds() const { return before_ + std::chrono::duration<double>(Clock::now() - begin_).count(); }

 private:
  using Clock = std::chrono::steady_clock;

  double before_ = 0;
  Clock::time_point begin_ = Clock::now();
};

}  // namespace evograd::host
