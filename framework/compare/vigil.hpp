#pragma once

#include <chrono>
#include <filesystem>
#include <functional>
#include <map>
#include <string>

#include "framework/compare/worker.hpp"

namespace evograd::host {

/// Tells whether other workers are still there.
///
/// Of a worker on this system the system knows. One elsewhere is gone when its heartbeat has not changed for the
/// timeout on this observer's own clock: the clocks of two machines are never compared. Time in which this process did
/// not look counts for little, so an observer that was stopped itself does not take the others for dead.
class Vigil {
 public:
  using Time = std::chrono::steady_clock::time_point;
  using Clock = std::function<Time()>;

  Vigil(std::filesystem::path folder, std::chrono::milliseconds timeout, Clock clock = std::chrono::steady_clock::now);

  /// How long to wait between two looks.
  std::chrono::milliseconds pause() const;

  /// Looks at `worker`'s heartbeat; for a worker without a name, at nothing: its silence began with the first look at
  /// `name`, which is what it claimed. Returns whether it is gone.
  bool gone(const Worker& worker, const std::string& name);

  /// How long `worker` has been silent as far as this observer knows.
  std::chrono::milliseconds silence(const Worker& worker, const std::string& name) const;

  std::chrono::milliseconds timeout() const { return timeout_; }

  /// The shortest time that is known to be silence rather than a slow file system, for a heartbeat of `period`.
  static std::chrono::milliseconds shortest(std::chrono::milliseconds period) { return 4 * period; }

 private:
  struct Watched {
    std::string heartbeat;
    Time looked{};
    std::chrono::milliseconds silent{0};
  };

  static std::string key_of(const Worker& worker, const std::string& name);

  std::filesystem::path folder_;
  std::chrono::milliseconds timeout_;
  Clock clock_;
  std::map<std::string, Watched> watched_;
};

}  // namespace evograd::host
