#pragma once

#include <optional>

namespace evograd::host {

/// Measures how much of the cores others use: other processes, and a hypervisor that takes them away.
class MachineLoad {
 public:
  /// Begins the measurement.
  MachineLoad();

  /// The share of all cores that others have used since the beginning, 0 to 1; nothing if the system does not tell.
  /// Meaningful after some tenths of a second: the system counts hundredths.
  std::optional<double> others() const;

 private:
  struct Ticks {
    double busy = 0;   ///< seconds of all cores
    double total = 0;  ///< the same, idle ones too
    double own = 0;    ///< of this process
  };

  static std::optional<Ticks> ticks();

  std::optional<Ticks> begin_;
};

}  // namespace evograd::host
