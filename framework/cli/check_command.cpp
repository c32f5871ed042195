#include <fmt/core.h>
#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>
#include <algorithm>
#include <memory>
#include <ostream>

#include "evograd/logging.hpp"
#include "evograd/text.hpp"
#include "framework/check/engine/report.hpp"
#include "framework/check/engine/run_checks.hpp"
#include "framework/check/suites/all_checks.hpp"
#include "framework/cli/command_line.hpp"
#include "framework/cli/commands.hpp"
#include "framework/cli/failure.hpp"
#include "framework/cli/path_arguments.hpp"
#include "framework/files/write_file.hpp"
#include "framework/matrix/matrix_report.hpp"

namespace evograd::host {
namespace {

struct Arguments {
  std::vector<std::filesystem::path> files;
  check::Selection selection;
  std::filesystem::path json, junit;
  std::int64_t timeout = 0;
  std::int64_t steps = matrix::MatrixSelection().steps;
  bool list = false;
  bool list_json = false;
  bool list_markdown = false;
  bool matrix = false;
  bool markdown = false;
};

int list_checks(const Arguments& arguments, const Terminal& terminal) {
  const auto& checks = check::all_checks();
  terminal.out << (arguments.list_json       ? check::list_as_json(checks)
                   : arguments.list_markdown ? check::list_as_markdown(checks)
                                             : check::list_as_text(checks));
  return exit_code::success;
}

/// Reports missing files, once per file instead of once per check.
void require_files(const std::vector<std::filesystem::path>& files) {
  std::vector<std::string> missing;
  for (const auto& file : files) {
    if (!std::filesystem::exists(std::filesystem::symlink_status(file))) missing.push_back(file.string());
  }
  if (missing.empty()) return;
  throw UsageError(comma_separated(missing) + " does not exist", "build the plugin, or correct the path");
}

int check_plugins(Arguments& arguments, const Terminal& terminal) {
  if (arguments.files.empty()) throw UsageError("no plugin given", "evograd check FILE.so …");
  require_files(arguments.files);
  auto& selection = arguments.selection;
  if (arguments.timeout > 0) selection.deadline = std::chrono::seconds(arguments.timeout);
  std::vector<check::Finding> findings;
  check::run_checks(check::all_checks(), arguments.files, selection, [&](const check::Finding& finding) {
    if (terminal.verbose || finding.status != check::Status::passed) {
      terminal.out << check::as_text(finding, selection, findings) << std::flush;
    }
    findings.push_back(finding);
  });
  terminal.out << check::summary(findings);
  if (!arguments.json.empty()) write_file(arguments.json, check::as_json(findings, selection));
  if (!arguments.junit.empty()) write_file(arguments.junit, check::as_junit(findings, selection));
  if (findings.empty()) throw UsageError("nothing was checked", "loosen --level, --only, --skip or --component");
  const bool any_bad =
      std::any_of(findings.begin(), findings.end(), [](const auto& f) { return check::bad(f.status); });
  return any_bad ? exit_code::failure : exit_code::success;
}

int check_combinations(const Arguments& arguments, const Terminal& terminal) {
  matrix::MatrixSelection selection{arguments.selection.component, arguments.selection.parallel};
  if (arguments.timeout > 0) selection.deadline = std::chrono::seconds(arguments.timeout);
  selection.steps = arguments.steps;
  std::vector<matrix::Cell> cells;
  matrix::check_matrix(arguments.files, selection, [&](const matrix::Cell& cell) {
    cells.push_back(cell);
    if (cell.verdict == matrix::Verdict::fails || terminal.verbose) {
      logging::info(fmt::format("{} {}, {}, {}{}{}", matrix::word(cell.verdict), cell.task, cell.backbone,
                                cell.estimator, cell.reason.empty() ? "" : ": ", cell.reason));
    }
  });
  if (cells.empty()) throw UsageError("nothing was checked", "loosen --component, or see `evograd list`");
  terminal.out << (arguments.markdown ? matrix::matrix_as_markdown(cells) : matrix::matrix_as_text(cells));
  if (!arguments.json.empty()) write_file(arguments.json, matrix::matrix_as_json(cells));
  const bool any_fails =
      std::any_of(cells.begin(), cells.end(), [](const auto& cell) { return cell.verdict == matrix::Verdict::fails; });
  return any_fails ? exit_code::failure : exit_code::success;
}

}  // namespace

void add_check_command(CLI::App& app, Command& chosen) {
  auto* verb = app.add_subcommand(
      "check",
      "Check that plugins meet the SDK's contract, each check in its own process; -v shows checks that pass too");
  const auto arguments = std::make_shared<Arguments>();
  auto& selection = arguments->selection;
  add_paths_option(*verb, "FILE", arguments->files, "Plugin files; with --matrix, manifests");
  auto* matrix = verb->add_flag("--matrix", arguments->matrix,
                                "Instead, run every estimator with every task and backbone for a few steps, with "
                                "the manifests' options for the components that they name");
  verb->add_flag("--markdown", arguments->markdown, "Print the matrix as a Markdown table")->needs(matrix);
  verb->add_option("--steps", arguments->steps,
                   "Steps per combination of the matrix; above 20, a combination fails if memory grows after step 20")
      ->check(CLI::PositiveNumber)
      ->needs(matrix);
  verb->add_option("--level", selection.level, "Highest level: 1 loading, 2 contract, 3 numbers, 4 stress")
      ->check(CLI::Range(1, 4));
  verb->add_option("--only", selection.only, "Run only these checks, by id or kind")
      ->delimiter(',')
      ->allow_extra_args(false);
  verb->add_option("--skip", selection.skip, "Skip these checks, by id or kind")
      ->delimiter(',')
      ->allow_extra_args(false);
  verb->add_option("--component", selection.component, "Check only this component");
  verb->add_option("-j,--jobs", selection.parallel, "Number of checks to run in parallel")->check(CLI::Range(1, 256));
  verb->add_option("--reproduce", selection.seed, "Seed for everything that the checks draw");
  verb->add_option("--rounds", selection.rounds, "Number of cases that each level 4 check draws")
      ->check(CLI::Range(std::int64_t{1}, std::int64_t{1'000'000}));
  verb->add_flag("--strict", selection.strict, "Treat warnings as failures");
  verb->add_option("--device", selection.device,
                   "cuda or cuda:N: run the level 2 checks of tasks and backbones there, and no others (default: cpu)")
      ->excludes(matrix);
  verb->add_flag("--in-process", selection.in_process, "Run in this process without deadlines, for a debugger");
  verb->add_option("--timeout", arguments->timeout, "Time limit per check, in seconds")->check(CLI::PositiveNumber);
  add_path_option(*verb, "--json", arguments->json, "Write the findings to this file");
  add_path_option(*verb, "--junit", arguments->junit, "Write the findings to this file as JUnit XML")->excludes(matrix);
  verb->add_flag("--list", arguments->list, "List the checks and exit");
  verb->add_flag("--list-json", arguments->list_json, "The same list as JSON");
  verb->add_flag("--list-markdown", arguments->list_markdown, "The same list as a Markdown table");
  verb->callback([&chosen, arguments] {
    chosen = [arguments](const Terminal& terminal) {
      const bool list = arguments->list || arguments->list_json || arguments->list_markdown;
      if (list) return list_checks(*arguments, terminal);
      return arguments->matrix ? check_combinations(*arguments, terminal) : check_plugins(*arguments, terminal);
    };
  });
}

}  // namespace evograd::host
