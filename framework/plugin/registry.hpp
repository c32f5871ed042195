#pragma once

#include <concepts>
#include <deque>
#include <filesystem>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

#include "evograd/registrar.hpp"

namespace evograd::host {

/// A plugin as it was loaded.
struct PluginInfo {
  std::string name;
  std::string version;
  std::filesystem::path file;  ///< canonical
  std::string stamp;
  std::string sha256;
  std::vector<std::string> warnings;  ///< how its build differs from the host's without harm known
};

template <class Entry>
concept RegistryEntry =
    std::same_as<Entry, TaskEntry> || std::same_as<Entry, BackboneEntry> || std::same_as<Entry, EstimatorEntry>;

/// "task", "backbone" or "estimator": the word for the kind, which is also its table in a manifest.
template <RegistryEntry Entry>
constexpr const char* kind_name() {
  if constexpr (std::same_as<Entry, TaskEntry>) return "task";
  if constexpr (std::same_as<Entry, BackboneEntry>) return "backbone";
  if constexpr (std::same_as<Entry, EstimatorEntry>) return "estimator";
}

/// A component and the plugin that offers it.
template <RegistryEntry Entry>
struct Registered {
  Entry entry;
  const PluginInfo* plugin;
};

/// A component whatever its kind.
struct ComponentView {
  std::string kind;
  const ComponentEntry* entry;
  const PluginInfo* plugin;
};

/// What the loaded plugins offer. Entries and plugins keep their addresses as others are added.
class Registry {
 public:
  /// Lets `entry`, the plugin's entry function, register its components. All of them are taken or, where PluginError is
  /// thrown, none: one that has the name and kind of a registered component, a malformed name, an option whose default
  /// its own range excludes.
  const PluginInfo& add(PluginInfo plugin, const char* (*entry)(Registrar*));

  /// The component of the kind by its name or as "plugin/name"; nullptr where there is none.
  template <RegistryEntry Entry>
  const Registered<Entry>* find(std::string_view name) const {
    for (const auto& candidate : all<Entry>()) {
      if (candidate.entry.name == name || candidate.plugin->name + "/" + candidate.entry.name == name)
        return &candidate;
    }
    return nullptr;
  }

  template <RegistryEntry Entry>
  const std::deque<Registered<Entry>>& all() const {
    return std::get<std::deque<Registered<Entry>>>(components_);
  }

  /// Everything, by kind and name.
  std::vector<ComponentView> components() const;

  const std::deque<PluginInfo>& plugins() const { return plugins_; }

 private:
  template <RegistryEntry Entry>
  void require_new(const PluginInfo& plugin, const std::vector<Entry>& entries) const;
  template <RegistryEntry Entry>
  void take(const PluginInfo& plugin, std::vector<Entry> entries);

  std::deque<PluginInfo> plugins_;
  std::tuple<std::deque<Registered<TaskEntry>>, std::deque<Registered<BackboneEntry>>,
             std::deque<Registered<EstimatorEntry>>>
      components_;
};

}  // namespace evograd::host
