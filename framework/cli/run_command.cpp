#include "framework/cli/run_command.hpp"
#include "framework/cli/path_arguments.hpp"

#include <fmt/core.h>

#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>
#include <memory>
#include <ostream>
#include <string>

#include "framework/cli/command_line.hpp"
#include "framework/cli/commands.hpp"
#include "framework/cli/failure.hpp"
#include "framework/cli/manifest_arguments.hpp"
#include "framework/manifest/manifest.hpp"
#include "framework/run/execute_run.hpp"
#include "framework/threads/bounded_spinning.hpp"

namespace evograd::host {

std::filesystem::path default_output_folder(const ResolvedManifest& manifest, bool resume) {
  const auto first = std::filesystem::path("runs") / manifest.name;
  auto free = first;
  auto last_taken = first;
  for (int number = 2; std::filesystem::exists(free); ++number) {
    last_taken = free;
    free = fmt::format("{}-{}", first.string(), number);
  }
  return resume ? last_taken : free;
}

int run(const ResolvedManifest& manifest, const RunCommandOptions& options, const Terminal& terminal) {
  if (options.dry_run) {
    terminal.out << to_toml(manifest, true);
    return exit_code::success;
  }
  if (!options.allowed_changes.empty() && !options.resume) {
    throw UsageError("--allow-change is only valid for a resumed run", "add --resume, or remove --allow-change");
  }
  if (terminal.own_process) restart_with_bounded_spinning(manifest.run.options.threads);
  const auto folder =
      options.output_folder.empty() ? default_output_folder(manifest, options.resume) : options.output_folder;
  const auto outcome = execute_run(manifest, {folder, options.resume, options.allowed_changes});
  if (!outcome.result.empty()) terminal.out << outcome.result << std::endl;
  return outcome.signal != 0 ? exit_code::stopped : exit_code::success;
}

void add_run_command(CLI::App& app, Command& chosen) {
  auto* verb = app.add_subcommand("run", "Train as a manifest specifies");
  struct Arguments {
    ManifestRequest request;
    RunCommandOptions options;
  };
  const auto arguments = std::make_shared<Arguments>();
  auto& request = arguments->request;
  add_manifest_arguments(*verb, request);
  verb->add_option("--estimator", request.estimator, "Use this estimator with its defaults instead of the manifest's");
  add_path_option(*verb, "--out", arguments->options.output_folder, "Folder for the results (default: runs/NAME)");
  verb->add_flag("--resume", arguments->options.resume,
                 "Resume the run in the folder from its newest intact checkpoint, or start it if there is none");
  verb->add_option(
          "--allow-change", arguments->options.allowed_changes,
          "With --resume: a key (estimator.sigma) or table in which the manifest may differ from the one that the "
          "run started with")
      ->allow_extra_args(false)
      ->type_name("KEY");
  verb->add_flag("--dry-run", arguments->options.dry_run, "Print the resolved manifest, with the origin of each value");
  verb->callback([&chosen, arguments] {
    chosen = [arguments](const Terminal& terminal) {
      return run(load_manifest(arguments->request), arguments->options, terminal);
    };
  });
}

}  // namespace evograd::host
