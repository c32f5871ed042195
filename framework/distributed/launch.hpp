#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>

namespace evograd::host {

/// This process's place among those that a launcher has started.
struct Launch {
  int rank = 0;
  int size = 1;
  int local_rank = 0;  ///< among the processes of this machine
  int local_size = 1;  ///< processes of this machine, as far as the launcher says
  std::string host{};  ///< where rank 0 keeps the store in which processes find each other
  std::uint16_t port = 0;
  bool store_runs = false;  ///< whether the launcher keeps that store, as torchrun does
  std::string launcher{};   ///< "torchrun", "mpirun" or "srun", for messages
};

/// Reads an environment variable; null if it is not set.
using Environment = std::function<const char*(const char* name)>;

/// The place that torchrun (RANK, WORLD_SIZE, MASTER_ADDR, MASTER_PORT), Open MPI's mpirun (OMPI_COMM_WORLD_*) or
/// Slurm's srun (SLURM_*) has put into the environment; nothing if it names one process or none, or EVOGRAD_DISTRIBUTED
/// is "off". MASTER_ADDR and MASTER_PORT count under every launcher. Throws Error if the variables are incomplete or
/// contradict each other.
std::optional<Launch> launch_from(const Environment& environment);

/// launch_from() this process's environment.
std::optional<Launch> launch_from_environment();

}  // namespace evograd::host
