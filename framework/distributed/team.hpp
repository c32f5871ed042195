#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "evograd/process_group.hpp"
#include "framework/distributed/launch.hpp"
#include "framework/settings/distributed_options.hpp"

namespace evograd::host {

/// The processes of one run: a ProcessGroup that also starts, waits and ends with the others.
class Team : public ProcessGroup {
 public:
  /// Sets `vector` to what it is on rank 0.
  virtual void broadcast(torch::Tensor& vector) = 0;

  /// A short string from each process, in the order of ranks. Waits for the others as long as they live.
  virtual std::vector<std::string> exchange(const std::string& own) = 0;

  /// Ends the run for this process; rank 0, in whose memory the processes meet, waits for the others.
  virtual void finish() = 0;

  /// Tells the others that this process ends because of `why`, and waits a little until they know. For error paths: it
  /// does not throw, and nothing else of the object may be used afterwards.
  virtual void leave(const std::string& why) noexcept = 0;

  /// The bytes of tensors that this process has sent to others by gather() and sum() since it met them.
  virtual std::int64_t bytes_sent() const = 0;
};

/// Meets the other processes that `launch` speaks of. `device` is where their tensors are. Throws Error naming the
/// processes that have not come within the time, and where they were expected.
std::unique_ptr<Team> make_team(const Launch& launch, const DistributedOptions& options, torch::Device device);

}  // namespace evograd::host
