// For a LibTorch whose c10d cannot be compiled against.

#include <fmt/core.h>

#include "evograd/error.hpp"
#include "framework/distributed/team.hpp"

namespace evograd::host {

std::unique_ptr<Team> make_team(const Launch& launch, const DistributedOptions& /*options*/, torch::Device /*device*/) {
  throw Error(
      "distributed",
      fmt::format("{} has started {} processes, but this program was built without c10d", launch.launcher, launch.size),
      "install gloo's headers (libgloo-dev) and build again, or start one process");
}

}  // namespace evograd::host
