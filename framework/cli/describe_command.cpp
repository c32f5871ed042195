#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>
#include <memory>
#include <nlohmann/json.hpp>
#include <ostream>

#include "framework/cli/command_line.hpp"
#include "framework/cli/commands.hpp"
#include "framework/cli/failure.hpp"
#include "framework/manifest/nearest.hpp"
#include "framework/plugin/plugin_catalog.hpp"
#include "framework/plugin/search_path.hpp"
#include "framework/text_table/text_table.hpp"

namespace evograd::host {
namespace {

/// The components of that name, of one kind each; a name may be used once in each kind.
std::vector<ComponentView> components_named(const std::string& name, const PluginCatalog& catalog) {
  std::vector<ComponentView> found;
  std::vector<std::string> names;
  for (const auto& component : catalog.registry().components()) {
    names.push_back(component.entry->name);
    if (component.entry->name == name || component.plugin->name + "/" + component.entry->name == name) {
      found.push_back(component);
    }
  }
  if (found.empty())
    throw UsageError("there is no component named '" + name + "'", suggestion(name, "components", names));
  return found;
}

/// A default as JSON; TOML's scalars and lists are JSON too, but for infinities.
nlohmann::ordered_json json_value(const OptionValue& value) {
  return std::visit([](const auto& held) { return nlohmann::ordered_json(held); }, value);
}

nlohmann::ordered_json as_json(const ComponentView& component) {
  const auto& entry = *component.entry;
  auto options = nlohmann::ordered_json::array();
  for (const auto& option : entry.options) {
    options.push_back({{"name", option.name},
                       {"type", type_name(option.default_value)},
                       {"default", json_value(option.default_value)},
                       {"range", option.constraint.description},
                       {"sentence", option.sentence}});
  }
  return {{"name", entry.name},
          {"kind", component.kind},
          {"plugin", component.plugin->name},
          {"version", component.plugin->version},
          {"file", component.plugin->file.string()},
          {"summary", entry.description.summary},
          {"cost", entry.description.cost},
          {"citation", entry.description.citation},
          {"options", options}};
}

std::string as_text(const ComponentView& component) {
  const auto& entry = *component.entry;
  std::string text = entry.name + ": " + component.kind + " of plugin " + component.plugin->name + " " +
                     component.plugin->version + "\n  " + entry.description.summary + "\n";
  if (!entry.description.cost.empty()) text += "  Cost: " + entry.description.cost + "\n";
  if (!entry.description.citation.empty()) text += "  From: " + entry.description.citation + "\n";

  TextTable table({"OPTION", "TYPE", "DEFAULT", "RANGE", "WHAT IT IS"});
  std::string toml = "[" + component.kind + "]\nuse = \"" + entry.name + "\"\n";
  for (const auto& option : entry.options) {
    const auto value = to_toml(option.default_value);
    table.add({option.name, type_name(option.default_value), value,
               option.constraint.empty() ? "any" : option.constraint.description, option.sentence});
    toml += option.name + " = " + value + "\n";
  }
  text += entry.options.empty() ? "\nNo options.\n" : "\n" + table.text();
  return text + "\n" + toml;
}

}  // namespace

void add_describe_command(CLI::App& app, Command& chosen) {
  auto* verb = app.add_subcommand("describe", "What a component is, its options, and a block of TOML to paste");
  struct Arguments {
    std::string name;
    bool json = false;
  };
  const auto arguments = std::make_shared<Arguments>();
  verb->add_option("NAME", arguments->name, "The component, as `evograd list` shows it, or PLUGIN/NAME")->required();
  verb->add_flag("--json", arguments->json, "As a JSON object");
  verb->callback([&chosen, arguments] {
    chosen = [arguments](const Terminal& terminal) {
      PluginCatalog catalog(plugin_search_path());
      catalog.load_all();
      const auto components = components_named(arguments->name, catalog);
      for (const auto& component : components) {
        if (&component != &components.front()) terminal.out << "\n";
        terminal.out << (arguments->json ? as_json(component).dump(2) + "\n" : as_text(component));
      }
      return exit_code::success;
    };
  });
}

}  // namespace evograd::host
