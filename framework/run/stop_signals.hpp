#pragma once

#include <csignal>

namespace evograd::host {

/// While it lives, the first SIGINT or SIGTERM only requests a stop, and the second ends the process at once with the
/// exit code 128 + its number. Only one instance at a time.
class StopSignals {
 public:
  StopSignals();
  ~StopSignals();
  StopSignals(const StopSignals&) = delete;
  StopSignals& operator=(const StopSignals&) = delete;

  /// How the first signal is acknowledged on standard error, at once, while a step may still take long.
  enum class Announcement { none, text, json };
  static void announce(Announcement how);

  /// The signal that was received, or 0.
  int received() const;
  /// The signal that stopped a run: SIGTERM if another process of the run has received it.
  int of_any_process() const { return received() != 0 ? received() : SIGTERM; }

 private:
  struct sigaction interrupt_before_ {};
  struct sigaction terminate_before_ {};
};

}  // namespace evograd::host
