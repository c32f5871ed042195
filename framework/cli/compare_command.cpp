#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>
#include <CLI/Validators.hpp>
#include <chrono>
#include <memory>
#include <ostream>
#include <string>

#include "evograd/logging.hpp"
#include "framework/cli/command_line.hpp"
#include "framework/cli/commands.hpp"
#include "framework/cli/manifest_arguments.hpp"
#include "framework/cli/path_arguments.hpp"
#include "framework/compare/comparison_table.hpp"
#include "framework/compare/run_compare.hpp"
#include "framework/manifest/manifest.hpp"
#include "framework/threads/bounded_spinning.hpp"

namespace evograd::host {
namespace {

constexpr const char* kAuto = "auto";

struct CompareArguments {
  ManifestRequest request;
  std::vector<std::string> estimators;
  std::vector<std::string> variations;
  std::string jobs = "1";
  double claim_timeout = 0;  ///< seconds
  CompareSettings settings;
};

/// What the user is told of a comparison in which other workers are still busy.
constexpr const char* kLeft =
    "all runs that are left are other workers'; the last of them writes the tables, or the same command does";

void tell_table(const CompareResult& result, const std::filesystem::path& folder) {
  if (result.table == TableTurn::there) {
    logging::info("already finished: nothing left to do in " + folder.string());
  } else if (result.table == TableTurn::waited) {
    logging::info("the tables were written by another worker");
  }
}

int compare(CompareArguments arguments, const Terminal& terminal) {
  auto& settings = arguments.settings;
  for (const auto& text : arguments.estimators) settings.variants.push_back(parse_variant(text));
  for (const auto& text : arguments.variations) settings.variations.push_back(parse_variation(text));
  settings.jobs = arguments.jobs == kAuto ? 0 : std::stoll(arguments.jobs);
  settings.claim_timeout = std::chrono::milliseconds(static_cast<std::int64_t>(1000 * arguments.claim_timeout));
  auto& folder = settings.folder;
  const auto manifest = load_manifest(arguments.request);
  if (folder.empty()) folder = std::filesystem::path("runs") / ("compare-" + manifest.name);
  if (terminal.own_process) restart_with_bounded_spinning(manifest.run.options.threads);  // the cells inherit it

  const auto result = run_compare(arguments.request, settings);
  const auto& comparison = result.comparison;
  if (settings.dry_run) {
    const auto all = comparison.points.empty() ? settings.variants.size() : comparison.points.size();
    const auto able = all - comparison.refused.size();
    terminal.out << able << (comparison.points.empty() ? " estimators" : " settings") << " can run, with "
                 << settings.seeds << " seeds each" << std::endl;
    return able > 0 ? exit_code::success : exit_code::failure;
  }
  if (result.signal != 0) {
    logging::info("stopped; the same command continues in " + folder.string());
    return 128 + result.signal;
  }
  if (result.left) {
    logging::info(kLeft);
    return exit_code::success;
  }
  tell_table(result, folder);
  terminal.out << "\n" << to_text(comparison) << "\n";
  terminal.out << "page in " << (folder / "compare.html").string() << "\nresults in " << folder.string() << std::endl;

  for (const auto& cell : comparison.cells) {
    if (!cell.finished()) return exit_code::failure;
  }
  return comparison.cells.empty() ? exit_code::failure : exit_code::success;
}

/// Accepts a positive integer and "auto".
std::string check_jobs(const std::string& text) {
  return text == kAuto ? ""
         : CLI::PositiveNumber(text).empty() && text.find_first_not_of("0123456789") == text.npos
             ? ""
             : "'" + text + "' is neither a positive integer nor 'auto'";
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
  verb->add_option(
          "--vary", arguments->variations,
          "KEY=VALUE,VALUE,…: every value for each estimator that has the key; with several, every combination")
      ->allow_extra_args(false);
  verb->add_option("--jobs,-j", arguments->jobs,
                   "Runs in parallel, each with its share of the cores; auto: as many as there are free cores for")
      ->check(check_jobs, "NUMBER or auto");
  verb->add_option("--rounds", settings.rounds,
                   "Number of timing rounds in which the estimators take turns; 0 for no timing")
      ->check(CLI::NonNegativeNumber);
  verb->add_option("--probes", settings.probes,
                   "Probes of gradient quality per run if the manifest's [probe] does not set them; 0 for none")
      ->check(CLI::NonNegativeNumber);
  add_path_option(*verb, "--out", settings.folder, "Folder for runs and results (default: runs/compare-NAME)");
  verb->add_option("--claim-timeout", arguments->claim_timeout,
                   "Seconds of silence after which a worker on another machine counts as dead and its runs are taken "
                   "over")
      ->default_val(180)
      ->check(CLI::Range(10.0, 86400.0));
  verb->add_flag("--no-wait{false}", settings.wait,
                 "End when other workers have claimed all runs that are left, without waiting for the tables");
  verb->add_flag("--dry-run", settings.dry_run, "Only check which estimators can run");
  verb->callback([&chosen, arguments] {
    chosen = [arguments](const Terminal& terminal) { return compare(*arguments, terminal); };
  });
}

}  // namespace evograd::host
