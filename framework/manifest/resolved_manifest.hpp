#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "evograd/options.hpp"
#include "framework/plugin/plugin_catalog.hpp"
#include "framework/settings/checkpoint_options.hpp"
#include "framework/settings/distributed_options.hpp"
#include "framework/settings/optimizer_options.hpp"
#include "framework/settings/pretrain_options.hpp"
#include "framework/settings/probe_options.hpp"
#include "framework/settings/run_options.hpp"

namespace evograd::host {

/// Every option of a table with its value, and the origin of each value: "file:line", "--set", "default".
struct ResolvedOptions {
  OptionValues values;
  std::map<std::string, std::string> origins;  ///< also of "use", if the table has it
};

/// A component and its options; `entry` and `plugin` live as long as the manifest's catalog.
template <RegistryEntry Entry>
struct ResolvedComponent : ResolvedOptions {
  const Entry* entry = nullptr;
  const PluginInfo* plugin = nullptr;
  std::string position;  ///< "file:line:column" of its table, for errors thrown while it is created
};

struct ResolvedOptimizer : ResolvedOptions {
  OptimizerOptions options;
  std::vector<ResolvedOptions> groups;  ///< what is written in each [[optimizer.base.group]]
};

struct ResolvedRun : ResolvedOptions {
  RunOptions options;
};

struct ResolvedPretrain : ResolvedOptions {
  PretrainOptions options;
};

struct ResolvedProbe : ResolvedOptions {
  ProbeOptions options;
};

struct ResolvedDistributed : ResolvedOptions {
  DistributedOptions options;
};

struct ResolvedCheckpoint : ResolvedOptions {
  CheckpointOptions options;
};

/// A fully resolved manifest: a run is a function of it and of the data.
struct ResolvedManifest {
  std::filesystem::path file;  ///< as the user gave it
  std::string name;
  std::uint64_t seed = 1;
  std::filesystem::path folder;                ///< absolute; relative data paths are resolved against it
  std::map<std::string, std::string> origins;  ///< of name, seed and folder

  ResolvedComponent<TaskEntry> task;
  ResolvedComponent<BackboneEntry> backbone;
  ResolvedComponent<EstimatorEntry> estimator;
  ResolvedOptimizer base_optimizer;
  ResolvedOptimizer meta_optimizer;
  ResolvedOptimizer pretrain_optimizer;
  ResolvedRun run;
  ResolvedPretrain pretrain;
  ResolvedProbe probe;
  ResolvedDistributed distributed;
  int processes = 1;  ///< that a launcher has started for this run
  ResolvedCheckpoint checkpoint;

  std::vector<PluginInfo> plugins;  ///< the plugins of the three components, each once
  std::shared_ptr<PluginCatalog> catalog;
};

}  // namespace evograd::host
