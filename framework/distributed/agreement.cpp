#include "framework/distributed/agreement.hpp"

#include <fmt/core.h>

#include <map>

#include "evograd/error.hpp"
#include "framework/checkpoint/manifest_differences.hpp"
#include "framework/process/host_name.hpp"

namespace evograd::host {

void require_agreement(Team& team, const ResolvedManifest& manifest, torch::Device device) {
  auto values = manifest_values(manifest);
  values["distributed.shard_optimizer"] = manifest.distributed.options.shard_optimizer ? "true" : "false";
  const Json own = {{"manifest", std::move(values)}, {"device", fmt::format("{} of {}", device.str(), host_name())}};
  const auto all = team.exchange(own.dump());
  const auto first = Json::parse(all.front());
  std::map<std::string, std::size_t> devices;
  for (std::size_t rank = 0; rank < all.size(); ++rank) {
    const auto other = Json::parse(all[rank]);
    std::string differences;
    for (const auto& [key, value] : first.at("manifest").items()) {
      const auto there = other.at("manifest").value(key, std::string());
      if (there != value.get<std::string>())
        differences += fmt::format("\n    {}: {} on rank 0, {} on rank {}", key, value.get<std::string>(),
                                   there.empty() ? "not set" : there, rank);
    }
    for (const auto& [key, value] : other.at("manifest").items()) {
      if (first.at("manifest").contains(key)) continue;
      differences += fmt::format("\n    {}: not set on rank 0, {} on rank {}", key, value.get<std::string>(), rank);
    }
    if (!differences.empty()) {
      throw Error("distributed", fmt::format("ranks 0 and {} do not run the same:{}", rank, differences),
                  "start all processes with the same manifest, options, plugins and program");
    }
    if (!device.is_cuda()) continue;
    const auto [taken, is_new] = devices.emplace(other.at("device").get<std::string>(), rank);
    if (!is_new) {
      throw Error("[run] device", fmt::format("ranks {} and {} both use {}", taken->second, rank, taken->first),
                  "start as many processes on a machine as it has GPUs, with device = \"auto\"");
    }
  }
}

}  // namespace evograd::host
