#pragma once

#include <chrono>
#include <cstdint>
#include <string>

#include "framework/files/json.hpp"

namespace evograd::host {

/// A process that works on a comparison, as the others know it.
struct Worker {
  std::string host;
  std::string system;  ///< which kernel since which boot, and which of its process namespaces: where `process` counts
  std::int64_t process = 0;
  std::string started;                  ///< distinguishes it from an earlier process with the same number
  std::string job;                      ///< "Slurm job 17_3"; empty without a scheduler
  std::chrono::milliseconds period{0};  ///< of its heartbeat

  /// Usable in file names, different for any two processes.
  std::string id() const;
  /// "node1, process 123, Slurm job 17_3".
  std::string text() const;

  bool operator==(const Worker& other) const { return id() == other.id(); }
};

/// This process.
Worker this_worker(std::chrono::milliseconds period);

Json to_json(const Worker& worker);
/// A worker without a name if `json` does not describe one.
Worker worker_from_json(const Json& json);

/// What this system knows of a process.
enum class Life {
  unknown,  ///< it is on another system
  alive,    ///< it is here, perhaps stopped
  dead      ///< it was here
};
Life life_of(const Worker& worker);

}  // namespace evograd::host
