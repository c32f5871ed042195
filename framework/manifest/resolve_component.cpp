#include "framework/manifest/resolve_component.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <exception>

#include "evograd/text.hpp"
#include "framework/manifest/nearest.hpp"
#include "framework/manifest/resolve_options.hpp"

namespace evograd::host {
namespace {

template <RegistryEntry Entry>
std::vector<std::string> available(PluginCatalog& catalog) {
  catalog.load_all();
  std::vector<std::string> names;
  for (const auto& component : catalog.registry().all<Entry>()) names.push_back(component.entry.name);
  std::sort(names.begin(), names.end());
  return names;
}

/// The available components of the kind, or how to make some available.
template <RegistryEntry Entry>
std::string listing(PluginCatalog& catalog) {
  const auto names = available<Entry>(catalog);
  if (catalog.registry().plugins().empty()) return "no plugins found; add their folder to EVOGRAD_PLUGIN_PATH";
  return kind_name<Entry>() + ("s: " + comma_separated(names));
}

/// Which other kinds have a component `name`, and which plugins could not be searched.
std::vector<std::string> notes_on(const std::string& name, const PluginCatalog& catalog) {
  std::vector<std::string> notes;
  for (const auto& component : catalog.registry().components()) {
    if (component.entry->name != name) continue;
    const bool vowel = component.kind == "estimator";
    notes.push_back(fmt::format("'{}' is {}{}", name, vowel ? "an " : "a ", component.kind));
  }
  for (const auto& refused : catalog.refused()) notes.push_back(refused.summary());
  return notes;
}

template <RegistryEntry Entry>
void report_not_found(const std::string& name, const SourceSpan& span, const ComponentSearch& search) {
  const std::string kind = kind_name<Entry>();
  const auto names = available<Entry>(search.catalog);
  const auto best = nearest(name, names);
  const auto* near = search.catalog.registry().find<Entry>(best);
  std::string help = listing<Entry>(search.catalog);
  const auto notes = notes_on(name, search.catalog);
  if (near)
    help = fmt::format("did you mean '{}' (plugin {})? {}", best, near->plugin->name, help);
  else if (!names.empty() && notes.empty())
    help += "; if it is in your own plugin, check that its folder is on EVOGRAD_PLUGIN_PATH";
  search.diagnostics.add(span, fmt::format("no {} named '{}'", kind, name), help, notes);
}

/// The name after `use`, or nullptr after reporting the reason.
template <RegistryEntry Entry>
const std::string* used_name(const Node* node, const ComponentSearch& search) {
  const std::string kind = kind_name<Entry>();
  const auto help = [&] { return "write use = \"…\"; " + listing<Entry>(search.catalog); };
  if (!node) {
    search.diagnostics.add(search.document.span, "there is no [" + kind + "] table", help());
    return nullptr;
  }
  const auto* table = node->as_table();
  if (!table) {
    if (!Overrides::owns(*node)) {
      search.diagnostics.add(node->key, fmt::format("'{}' is {}, must be a table", kind, describe(*node)),
                             "write [" + kind + "] with use = \"…\" below it");
    }
    return nullptr;
  }
  const auto* use = table->find("use");
  if (!use) {
    search.diagnostics.add(node->key, fmt::format("[{}] does not specify which {} to use", kind, kind), help());
    return nullptr;
  }
  const auto* value = std::get_if<OptionValue>(&use->content);
  const auto* name = value ? std::get_if<std::string>(value) : nullptr;
  if (!name) search.diagnostics.add(use->value, "'use' is " + describe(*use) + ", must be a string", help());
  return name;
}

/// Creates the component and discards it.
void try_to_make(const BackboneEntry&, const OptionValues&) {
}  // it needs the task's input, which is known only after the data is opened
void try_to_make(const auto& entry, const OptionValues& values) { entry.make(values); }

std::string until_line_end(const std::string& text) { return text.substr(0, text.find('\n')); }

}  // namespace

template <RegistryEntry Entry>
ResolvedComponent<Entry> resolve_component(const ComponentSearch& search) {
  const std::string kind = kind_name<Entry>();
  ResolvedComponent<Entry> result;
  search.overrides.announce(kind + ".use");
  const auto* node = search.document.find(kind);
  const auto* name = used_name<Entry>(node, search);
  const auto* found = name ? search.catalog.find<Entry>(*name) : nullptr;
  if (!found) {
    search.overrides.announce_unknowable(kind);
    if (name && search.all_listed_loaded) report_not_found<Entry>(*name, node->as_table()->find("use")->value, search);
    return result;
  }

  const auto errors = search.diagnostics.size();
  const auto title = kind + " '" + found->entry.name + "'";
  static_cast<ResolvedOptions&>(result) =
      resolve_options(node->as_table(), found->entry.options,
                      {kind, "for " + title, {"use"}, "evograd describe " + found->entry.name, search.folder},
                      search.overrides, search.diagnostics);
  result.origins["use"] = origin(node->as_table()->find("use")->value);
  result.entry = &found->entry;
  result.plugin = found->plugin;
  result.position = to_string(node->key);
  if (search.diagnostics.size() > errors) return result;
  try {
    try_to_make(found->entry, result.values);
  } catch (const Error& error) {
    search.diagnostics.add(node->key,
                           error.where().empty() ? title + ": " + error.cause() : error.where() + ": " + error.cause(),
                           error.help());
  } catch (const std::exception& error) {
    search.diagnostics.add(node->key, title + " cannot be created: " + until_line_end(error.what()));
  }
  return result;
}

template ResolvedComponent<TaskEntry> resolve_component<TaskEntry>(const ComponentSearch&);
template ResolvedComponent<BackboneEntry> resolve_component<BackboneEntry>(const ComponentSearch&);
template ResolvedComponent<EstimatorEntry> resolve_component<EstimatorEntry>(const ComponentSearch&);

}  // namespace evograd::host
