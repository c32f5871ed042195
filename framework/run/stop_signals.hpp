#pragma once

#include <csignal>

namespace evograd::host {

/// As long as it lives, the first SIGINT or SIGTERM only asks for a stop, and the second ends the process at once with
/// the exit code 128 + its number. One at a time.
class StopSignals {
 public:
  StopSignals();
  ~StopSignals();
  StopSignals(const StopSignals&) = delete;
  StopSignals& operator=(const StopSignals&) = delete;

  /// The signal that came, or 0.
  int received() const;

 private:
  struct sigaction interrupt_before_ {};
  struct sigaction terminate_before_ {};
};

}  // namespace evograd::host
