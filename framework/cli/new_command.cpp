#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>
#include <algorithm>
#include <memory>
#include <ostream>

#include "framework/cli/command_line.hpp"
#include "framework/cli/commands.hpp"
#include "framework/cli/failure.hpp"
#include "framework/cli/path_arguments.hpp"
#include "framework/manifest/nearest.hpp"
#include "framework/plugin/plugin_catalog.hpp"
#include "framework/plugin/search_path.hpp"
#include "framework/scaffold/plugin_name.hpp"
#include "framework/scaffold/scaffold.hpp"

namespace evograd::host {
namespace {

struct NewArguments {
  std::string kind;
  std::string name;
  std::filesystem::path into = ".";
};

const std::vector<std::string> kinds = {"estimator", "task", "backbone"};

std::vector<std::string> taken_names() {
  PluginCatalog catalog(plugin_search_path());
  catalog.load_all();
  std::vector<std::string> names;
  for (const auto& plugin : catalog.registry().plugins()) names.push_back(plugin.name);
  for (const auto& component : catalog.registry().components()) names.push_back(component.entry->name);
  return names;
}

int make_plugin(const NewArguments& arguments, const Terminal& terminal) {
  if (std::find(kinds.begin(), kinds.end(), arguments.kind) == kinds.end()) {
    throw UsageError("there is no kind of component '" + arguments.kind + "'",
                     suggestion(arguments.kind, "kinds", kinds));
  }
  if (const auto reason = reject_plugin_name(arguments.name, taken_names()); !reason.empty()) {
    throw UsageError(reason, "evograd new " + arguments.kind + " NAME  (evograd new --help)");
  }
  const auto folder =
      write_scaffold({templates_folder() / arguments.kind, arguments.into, arguments.name}).lexically_normal().string();
  terminal.out << folder << ": a plugin with the " << arguments.kind << " '" << arguments.name << "'\n\n"
               << "  cmake -S " << folder << " -B " << folder << "/build\n"
               << "  cmake --build " << folder << "/build\n"
               << "  EVOGRAD_PLUGIN_PATH=" << folder << "/build evograd run " << folder << "/example.toml\n\n"
               << folder << "/README.md explains more.\n";
  return exit_code::success;
}

}  // namespace

void add_new_command(CLI::App& app, Command& chosen) {
  auto* verb = app.add_subcommand("new", "Create a skeleton plugin that builds, runs and passes its checks");
  const auto arguments = std::make_shared<NewArguments>();
  verb->add_option("KIND", arguments->kind, "estimator, task or backbone")->required();
  verb->add_option("NAME", arguments->name,
                   "Lower-case words joined by hyphens; the plugin is written to a folder NAME")
      ->required();
  add_path_option(*verb, "--into", arguments->into, "Folder to create it in (default: the current folder)");
  verb->callback([&chosen, arguments] {
    chosen = [arguments](const Terminal& terminal) { return make_plugin(*arguments, terminal); };
  });
}

}  // namespace evograd::host
