#include "framework/cli/run_command.hpp"

#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>
#include <memory>
#include <ostream>
#include <string>

#include "framework/cli/command_line.hpp"
#include "framework/cli/commands.hpp"
#include "framework/cli/manifest_arguments.hpp"
#include "framework/manifest/manifest.hpp"
#include "framework/run/execute_run.hpp"

namespace evograd::host {

std::filesystem::path default_output_folder(const ResolvedManifest& manifest) {
  const auto first = std::filesystem::path("runs") / manifest.name;
  auto folder = first;
  for (int number = 2; std::filesystem::exists(folder); ++number) {
    folder = first.string() + "-" + std::to_string(number);
  }
  return folder;
}

int run(const ResolvedManifest& manifest, const RunCommandOptions& options, const Terminal& terminal) {
  for (const auto& plugin : manifest.plugins) {
    for (const auto& warning : plugin.warnings) {
      terminal.err << "evograd: warning: " << plugin.file.string() << " " << warning << "\n";
    }
  }
  if (options.dry_run) {
    terminal.out << to_toml(manifest, true);
    return exit_code::success;
  }
  const auto folder = options.output_folder.empty() ? default_output_folder(manifest) : options.output_folder;
  execute_run(manifest, folder, terminal.out, terminal.interactive);
  return exit_code::success;
}

void add_run_command(CLI::App& app, Command& chosen) {
  auto* verb = app.add_subcommand("run", "Train as a manifest says");
  struct Arguments {
    ManifestRequest request;
    RunCommandOptions options;
  };
  const auto arguments = std::make_shared<Arguments>();
  auto& request = arguments->request;
  add_manifest_arguments(*verb, request);
  verb->add_option("--estimator", request.estimator,
                   "Use this estimator, with its defaults, instead of the manifest's");
  verb->add_option("--out", arguments->options.output_folder, "Folder for the results, runs/NAME by default");
  verb->add_flag("--dry-run", arguments->options.dry_run, "Print the resolved manifest, each value with its origin");
  verb->callback([&chosen, arguments] {
    chosen = [arguments](const Terminal& terminal) {
      return run(load_manifest(arguments->request), arguments->options, terminal);
    };
  });
}

}  // namespace evograd::host
