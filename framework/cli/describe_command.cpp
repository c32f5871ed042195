#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>
#include <cctype>
#include <memory>
#include <nlohmann/json.hpp>
#include <ostream>
#include <utility>

#include "framework/cli/command_line.hpp"
#include "framework/cli/commands.hpp"
#include "framework/cli/failure.hpp"
#include "framework/describe/component_text.hpp"
#include "framework/manifest/nearest.hpp"
#include "framework/plugin/plugin_catalog.hpp"
#include "framework/plugin/search_path.hpp"

namespace evograd::host {
namespace {

/// The components with that name, at most one per kind, since a name is unique within a kind.
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

}  // namespace

void add_describe_command(CLI::App& app, Command& chosen) {
  auto* verb =
      app.add_subcommand("describe", "Describe a component: what it is, its options, and a block of TOML to paste");
  struct Arguments {
    std::string name;
    bool all = false;
    bool json = false;
    bool markdown = false;
  };
  const auto arguments = std::make_shared<Arguments>();
  auto* name = verb->add_option("NAME", arguments->name, "Component name as `evograd list` shows it, or PLUGIN/NAME");
  verb->add_flag("--all", arguments->all, "All components, by kind")->excludes(name);
  auto* json = verb->add_flag("--json", arguments->json, "Print a JSON object; with --all, a list of them");
  verb->add_flag("--markdown", arguments->markdown, "Print a section of the manual")->excludes(json);
  verb->callback([&chosen, arguments] {
    chosen = [arguments](const Terminal& terminal) {
      if (arguments->name.empty() && !arguments->all) throw UsageError("no component given", "evograd describe NAME");
      PluginCatalog catalog(plugin_search_path());
      catalog.load_all();
      const auto& registry = catalog.registry();
      const auto components = arguments->all ? registry.components() : components_named(arguments->name, catalog);
      auto list = nlohmann::ordered_json::array();
      std::string kind;
      for (const auto& component : components) {
        if (arguments->json) {
          list.push_back(component_as_json(component, registry));
          if (!arguments->all) terminal.out << list.back().dump(2) << "\n";
          continue;
        }
        if (&component != &components.front()) terminal.out << "\n";
        if (arguments->markdown && arguments->all && std::exchange(kind, component.kind) != component.kind) {
          terminal.out << "## " << static_cast<char>(std::toupper(kind[0])) << kind.substr(1) << "s\n\n";
        }
        terminal.out << (arguments->markdown ? component_as_markdown(component, registry)
                                             : component_as_text(component, registry));
      }
      if (arguments->json && arguments->all) terminal.out << list.dump(2) << "\n";
      return exit_code::success;
    };
  });
}

}  // namespace evograd::host
