#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>
#include <memory>
#include <ostream>

#include "framework/cli/command_line.hpp"
#include "framework/cli/commands.hpp"
#include "framework/cli/manifest_arguments.hpp"
#include "framework/cli/path_arguments.hpp"
#include "framework/compare/comparison_table.hpp"
#include "framework/compare/run_compare.hpp"
#include "framework/compare/write_comparison.hpp"
#include "framework/manifest/manifest.hpp"
#include "framework/threads/bounded_spinning.hpp"

namespace evograd::host {
namespace {

struct CompareArguments {
  ManifestRequest request;
  std::vector<std::string> estimators;
  CompareSettings settings;
};

int compare(CompareArguments arguments, const Terminal& terminal) {
  for (const auto& text : arguments.estimators) arguments.settings.variants.push_back(parse_variant(text));
  auto& folder = arguments.settings.folder;
  const auto manifest = load_manifest(arguments.request);
  if (folder.empty()) folder = std::filesystem::path("runs") / ("compare-" + manifest.name);
  if (terminal.own_process) restart_with_bounded_spinning(manifest.run.options.threads);  // the cells inherit it

  const auto comparison = run_compare(arguments.request, arguments.settings);
  if (arguments.settings.dry_run) {
    const auto able = arguments.settings.variants.size() - comparison.refused.size();
    terminal.out << able << " estimators can run, with " << arguments.settings.seeds << " seeds each" << std::endl;
    return able > 0 ? exit_code::success : exit_code::failure;
  }
  write_comparison(comparison, folder);
  terminal.out << "\n" << to_text(comparison) << "\n";
  terminal.out << "page in " << (folder / "compare.html").string() << "\nresults in " << folder.string() << std::endl;

  for (const auto& cell : comparison.cells) {
    if (!cell.finished()) return exit_code::failure;
  }
  return comparison.cells.empty() ? exit_code::failure : exit_code::success;
}

}  // namespace

void add_compare_command(CLI::App& app, Command& chosen) {
  auto* verb =
      app.add_subcommand("compare", "Compare estimators over several seeds: score, time, memory, gradient quality");
  const auto arguments = std::make_shared<CompareArguments>();
  auto& settings = arguments->settings;
  add_manifest_arguments(*verb, arguments->request);
  verb->add_option("--estimators", arguments->estimators,
                   "Estimators, the control first: none,evograd,evograd:preset=paper,t1-t2")
      ->required()
      ->delimiter(',')
      ->allow_extra_args(false);
  verb->add_option("--seeds", settings.seeds, "Number of seeds, starting from the manifest's")
      ->check(CLI::PositiveNumber);
  verb->add_option("--jobs,-j", settings.jobs, "Runs in parallel, each with its share of the cores")
      ->check(CLI::PositiveNumber);
  verb->add_option("--rounds", settings.rounds, "Number of timing rounds in which the estimators take turns")
      ->check(CLI::PositiveNumber);
  verb->add_option("--probes", settings.probes,
                   "Probes of gradient quality per run if the manifest's [probe] does not set them; 0 for none")
      ->check(CLI::NonNegativeNumber);
  add_path_option(*verb, "--out", settings.folder, "Folder for runs and results (default: runs/compare-NAME)");
  verb->add_flag("--dry-run", settings.dry_run, "Only check which estimators can run");
  verb->callback([&chosen, arguments] {
    chosen = [arguments](const Terminal& terminal) { return compare(*arguments, terminal); };
  });
}

}  // namespace evograd::host
