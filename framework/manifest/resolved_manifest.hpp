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
#include "framework/settings/optimizer_options.hpp"
#include "framework/settings/pretrain_options.hpp"
#include "framework/settings/probe_options.hpp"
#include "framework/settings/run_options.hpp"

namespace evograd::host {

/// Every option of a table with its value, and where each value comes from: "file:line", "--set", "default".
struct ResolvedOptions {
  OptionValues values;
  std::map<std::string, std::string> origins;  ///< also of "use", where the table has it
};

/// A component and its options; `entry` and `plugin` live as long as the manifest's catalog.
template <RegistryEntry Entry>
struct ResolvedComponent : ResolvedOptions {
  const Entry* entry = nullptr;
  const PluginInfo* plugin = nullptr;
  std::string position;  ///< "file:line:column" of its table, for errors that its making throws
};

struct ResolvedOptimizer : ResolvedOptions {
  OptimizerOptions options;
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

struct ResolvedCheckpoint : ResolvedOptions {
  CheckpointOptions options;
};

/// A manifest with nothing left open: what a run does is a function of this and of the data.
struct ResolvedManifest {
  std::filesystem::path file;  ///< as the user gave it
  std::string name;
  std::uint64_t seed = 1;
  std::filesystem::path folder;                ///< absolute; relative data paths start here
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
  ResolvedCheckpoint checkpoint;

  std::vector<PluginInfo> plugins;  ///< those of the three components, each once
  std::shared_ptr<PluginCatalog> catalog;
};

}  // namespace evograd::host
