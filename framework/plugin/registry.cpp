#include "framework/plugin/registry.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <utility>

#include "framework/plugin/plugin_error.hpp"

namespace evograd::host {
namespace {

/// What one plugin registers, before any of it is accepted. Never throws, because it is called from inside the plugin.
class StagedComponents : public Registrar {
 public:
  std::vector<TaskEntry> tasks;
  std::vector<BackboneEntry> backbones;
  std::vector<EstimatorEntry> estimators;

 protected:
  void add_task(TaskEntry entry) override { tasks.push_back(std::move(entry)); }
  void add_backbone(BackboneEntry entry) override { backbones.push_back(std::move(entry)); }
  void add_estimator(EstimatorEntry entry) override { estimators.push_back(std::move(entry)); }
};

/// Whether `name` can appear in a manifest without quotes and unambiguously in "plugin/name".
bool is_plain_name(const std::string& name) {
  const auto plain = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_';
  };
  return !name.empty() && std::all_of(name.begin(), name.end(), plain);
}

void require_sound_options(const PluginInfo& plugin, const std::string& component, const ComponentEntry& entry) {
  std::vector<std::string> seen;
  for (const auto& option : entry.options) {
    const auto refuse = [&](const std::string& why, const std::string& help) {
      throw PluginError(plugin.file.string(),
                        fmt::format("declares option '{}' of {}, {}", option.name, component, why), "", help);
    };
    if (!is_plain_name(option.name)) refuse("which is not a plain name", "use letters, digits, '_' and '-'");
    if (option.name == "use") refuse("which is the key for the component's name", "choose another name");
    if (std::find(seen.begin(), seen.end(), option.name) != seen.end()) refuse("twice", "remove one from its schema()");
    seen.push_back(option.name);
    auto value = option.default_value;
    if (const auto reason = reject(option, value); !reason.empty()) {
      refuse("whose default is not allowed: " + reason, "change the default or the range");
    }
  }
}

}  // namespace

template <RegistryEntry Entry>
void Registry::require_new(const PluginInfo& plugin, const std::vector<Entry>& entries) const {
  for (auto entry = entries.begin(); entry != entries.end(); ++entry) {
    const auto component = std::string(kind_name<Entry>()) + " '" + entry->name + "'";
    if (!is_plain_name(entry->name)) {
      throw PluginError(plugin.file.string(), "registers " + component + ", which is not a plain name", "",
                        "use letters, digits, '_' and '-'");
    }
    require_sound_options(plugin, component, *entry);
    if (std::any_of(entries.begin(), entry, [&](const Entry& other) { return other.name == entry->name; })) {
      throw PluginError(plugin.file.string(), "registers " + component + " twice", "", "give one of them another name");
    }
    for (const auto& other : all<Entry>()) {
      if (other.entry.name != entry->name) continue;
      throw PluginError(
          plugin.file.string(),
          fmt::format("registers {}, which {} already registered", component, other.plugin->file.string()), "",
          "rename one of them, or load only one of the two plugins");
    }
  }
}

template <RegistryEntry Entry>
void Registry::take(const PluginInfo& plugin, std::vector<Entry> entries) {
  auto& components = std::get<std::deque<Registered<Entry>>>(components_);
  for (auto& entry : entries) components.push_back({std::move(entry), &plugin});
}

const PluginInfo& Registry::add(PluginInfo plugin, const char* (*entry)(Registrar*)) {
  for (const auto& other : plugins_) {
    if (other.name != plugin.name) continue;
    throw PluginError(plugin.file.string(),
                      fmt::format("is named '{}', like {}, which is already loaded", plugin.name, other.file.string()),
                      "", "load only one of the two");
  }
  StagedComponents staged;
  if (const char* failure = entry(&staged)) {
    throw PluginError(plugin.file.string(), std::string("fails to register its components: ") + failure, "",
                      "the body of its EVOGRAD_PLUGIN(…) should only register components");
  }
  require_new(plugin, staged.tasks);
  require_new(plugin, staged.backbones);
  require_new(plugin, staged.estimators);

  plugins_.push_back(std::move(plugin));
  take(plugins_.back(), std::move(staged.tasks));
  take(plugins_.back(), std::move(staged.backbones));
  take(plugins_.back(), std::move(staged.estimators));
  return plugins_.back();
}

std::vector<ComponentView> Registry::components() const {
  std::vector<ComponentView> views;
  const auto add = [&]<class Entry>(const std::deque<Registered<Entry>>& components) {
    for (const auto& component : components) views.push_back({kind_name<Entry>(), &component.entry, component.plugin});
  };
  std::apply([&](const auto&... components) { (add(components), ...); }, components_);
  std::sort(views.begin(), views.end(), [](const ComponentView& a, const ComponentView& b) {
    return std::tie(a.kind, a.entry->name) < std::tie(b.kind, b.entry->name);
  });
  return views;
}

}  // namespace evograd::host
