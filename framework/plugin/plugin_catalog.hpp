#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "framework/plugin/plugin_error.hpp"
#include "framework/plugin/registry.hpp"

namespace evograd::host {

/// The plugins that this process may use: loads them from files or by name from its folders, and finds their
/// components.
///
/// Not safe to use from several threads at once.
class PluginCatalog {
 public:
  /// `folders` as plugin_search_path() gives them.
  explicit PluginCatalog(std::vector<std::filesystem::path> folders);

  /// Checks and loads the plugin at `file`: existence, hash (64 hexadecimal digits, or empty for any), stamp, library,
  /// entry. The same file is one plugin, whatever path leads to it. Throws PluginError.
  const PluginInfo& load_file(const std::filesystem::path& file, const std::string& sha256 = {});

  /// Loads NAME.so from the first folder that has it. Throws PluginError.
  const PluginInfo& load_named(const std::string& name, const std::string& sha256 = {});

  /// Loads all plugins in the folders; those that cannot be loaded are recorded in refused().
  void load_all();

  /// The component with that name: from a loaded plugin, else from the plugin NAME.so (or PLUGIN.so for "plugin/name"),
  /// else from any other in the folders. nullptr if none has it; refused() then lists what could not be searched.
  template <RegistryEntry Entry>
  const Registered<Entry>* find(const std::string& name) {
    if (const auto* known = registry_.find<Entry>(name)) return known;
    for (const auto& file : unseen_files(name)) {
      try_to_load(file);
      if (const auto* found = registry_.find<Entry>(name)) return found;
    }
    return nullptr;
  }

  const Registry& registry() const { return registry_; }
  const std::vector<std::filesystem::path>& folders() const { return folders_; }
  const std::vector<PluginError>& refused() const { return refused_; }

 private:
  std::vector<std::filesystem::path> unseen_files(const std::string& first_name) const;
  void try_to_load(const std::filesystem::path& file);

  std::vector<std::filesystem::path> folders_;
  Registry registry_;
  std::vector<std::filesystem::path> refused_files_;
  std::vector<PluginError> refused_;
};

}  // namespace evograd::host
