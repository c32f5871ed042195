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

/// A loaded plugin.
struct PluginInfo {
  std::string name;
  std::string version;
  std::filesystem::path file;  ///< canonical
  std::string stamp;
  std::string sha256;
  std::vector<std::string> warnings;  ///< differences between its build and the host's that are not known to be harmful
};

template <class Entry>
concept RegistryEntry =
    std::same_as<Entry, TaskEntry> || std::same_as<Entry, BackboneEntry> || std::same_as<Entry, EstimatorEntry>;

/// "task", "backbone" or "estimator": the word for the kind, which is also the name of its table in a manifest.
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

/// A component of any kind.
struct ComponentView {
  std::string kind;
  const ComponentEntry* entry;
  const PluginInfo* plugin;
};

/// Everything that the loaded plugins offer. Entries and plugins keep their addresses when others are added.
class Registry {
 public:
  /// Lets `entry`, the plugin's entry function, register its components. Takes all of them, or none if it throws
  /// PluginError: for a component with the name and kind of a registered one, a malformed name, or an option whose
  /// default is out of its own range.
  const PluginInfo& add(PluginInfo plugin, const char* (*entry)(Registrar*));

  /// The component of the kind by its name or as "plugin/name"; nullptr if there is none.
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

  /// All components, by kind and name.
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
