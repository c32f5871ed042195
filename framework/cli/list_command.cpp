#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>
#include <memory>
#include <nlohmann/json.hpp>
#include <ostream>

#include "evograd/logging.hpp"
#include "framework/cli/command_line.hpp"
#include "framework/cli/commands.hpp"
#include "framework/plugin/plugin_catalog.hpp"
#include "framework/plugin/search_path.hpp"
#include "framework/text_table/text_table.hpp"

namespace evograd::host {
namespace {

std::string as_json(const PluginCatalog& catalog) {
  auto list = nlohmann::ordered_json::array();
  for (const auto& component : catalog.registry().components()) {
    list.push_back({{"name", component.entry->name},
                    {"kind", component.kind},
                    {"plugin", component.plugin->name},
                    {"version", component.plugin->version},
                    {"file", component.plugin->file.string()}});
  }
  return list.dump(2) + "\n";
}

std::string as_text(const PluginCatalog& catalog) {
  TextTable table({"KIND", "NAME", "PLUGIN", "VERSION", "WHAT IT IS"});
  for (const auto& component : catalog.registry().components()) {
    table.add({component.kind, component.entry->name, component.plugin->name, component.plugin->version,
               component.entry->description.summary});
  }
  return table.text();
}

void warn_of_problems(const PluginCatalog& catalog) {
  for (const auto& refused : catalog.refused()) logging::warning(refused.what());
  for (const auto& plugin : catalog.registry().plugins()) {
    for (const auto& warning : plugin.warnings) logging::warning(plugin.file.string() + " " + warning);
  }
  if (catalog.registry().plugins().empty()) {
    logging::warning("no plugins found\n  help: add their folder to EVOGRAD_PLUGIN_PATH");
  }
}

}  // namespace

void add_list_command(CLI::App& app, Command& chosen) {
  auto* verb = app.add_subcommand("list", "List the installed tasks, backbones and estimators");
  const auto json = std::make_shared<bool>(false);
  verb->add_flag("--json", *json, "Print a JSON array");
  verb->callback([&chosen, json] {
    chosen = [json](const Terminal& terminal) {
      PluginCatalog catalog(plugin_search_path());
      catalog.load_all();
      terminal.out << (*json ? as_json(catalog) : as_text(catalog));
      warn_of_problems(catalog);
      return exit_code::success;
    };
  });
}

}  // namespace evograd::host
