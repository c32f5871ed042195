#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>
#include <algorithm>
#include <memory>
#include <ostream>

#include "framework/check/engine/report.hpp"
#include "framework/check/engine/run_checks.hpp"
#include "framework/check/suites/all_checks.hpp"
#include "framework/cli/command_line.hpp"
#include "framework/cli/commands.hpp"
#include "framework/cli/failure.hpp"
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
  bool verbose = false;
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

/// Once for each file that is not there, instead of once for each check.
void require_files(const std::vector<std::filesystem::path>& files) {
  std::string missing;
  for (const auto& file : files) {
    if (!std::filesystem::exists(std::filesystem::symlink_status(file)))
      missing += (missing.empty() ? "" : ", ") + file.string();
  }
  if (!missing.empty()) throw UsageError(missing + " does not exist", "build the plugin, or correct the path");
}

int check_plugins(Arguments& arguments, const Terminal& terminal) {
  if (arguments.files.empty()) throw UsageError("no plugin is named", "evograd check FILE.so …");
  require_files(arguments.files);
  auto& selection = arguments.selection;
  if (arguments.timeout > 0) selection.deadline = std::chrono::seconds(arguments.timeout);
  std::vector<check::Finding> findings;
  check::run_checks(check::all_checks(), arguments.files, selection, [&](const check::Finding& finding) {
    if (arguments.verbose || finding.status != check::Status::passed) {
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
    if (cell.verdict == matrix::Verdict::fails || arguments.verbose) {
      terminal.err << matrix::word(cell.verdict) << " " << cell.task << ", " << cell.backbone << ", " << cell.estimator
                   << (cell.reason.empty() ? "" : ": ") << cell.reason << std::endl;
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
  auto* verb =
      app.add_subcommand("check", "Whether plugins keep the contract of the SDK, each check in a process of its own");
  const auto arguments = std::make_shared<Arguments>();
  auto& selection = arguments->selection;
  verb->add_option("FILE", arguments->files, "The plugins' files; with --matrix manifests");
  auto* matrix = verb->add_flag("--matrix", arguments->matrix,
                                "Run every estimator with every task and backbone for some steps instead, with "
                                "the options of the manifests for what they name");
  verb->add_flag("--markdown", arguments->markdown, "The matrix as a Markdown table")->needs(matrix);
  verb->add_option("--steps", arguments->steps,
                   "How many steps a combination of the matrix takes; above 20 it fails where memory grows after these")
      ->check(CLI::PositiveNumber)
      ->needs(matrix);
  verb->add_option("--level", selection.level, "1 loading, 2 the contract, 3 the numbers, 4 stress")
      ->check(CLI::Range(1, 4));
  verb->add_option("--only", selection.only, "Only these checks, by id or kind")
      ->delimiter(',')
      ->allow_extra_args(false);
  verb->add_option("--skip", selection.skip, "Not these checks, by id or kind")
      ->delimiter(',')
      ->allow_extra_args(false);
  verb->add_option("--component", selection.component, "Only this component");
  verb->add_option("-j,--jobs", selection.parallel, "So many checks at once")->check(CLI::Range(1, 256));
  verb->add_option("--reproduce", selection.seed, "The seed of whatever the checks draw");
  verb->add_option("--rounds", selection.rounds, "Cases that each check of level 4 draws")
      ->check(CLI::Range(std::int64_t{1}, std::int64_t{1'000'000}));
  verb->add_flag("--strict", selection.strict, "What would be a warning is a failure");
  verb->add_flag("--in-process", selection.in_process, "In this process, without deadlines: for a debugger");
  verb->add_option("--timeout", arguments->timeout, "Seconds that a check may take")->check(CLI::PositiveNumber);
  verb->add_option("--json", arguments->json, "Write the findings to this file");
  verb->add_option("--junit", arguments->junit, "Write the findings to this file as JUnit's XML")->excludes(matrix);
  verb->add_flag("-v,--verbose", arguments->verbose, "Show what passes too");
  verb->add_flag("--list", arguments->list, "Say what is checked, and nothing else");
  verb->add_flag("--list-json", arguments->list_json, "The same as JSON");
  verb->add_flag("--list-markdown", arguments->list_markdown, "The same as a Markdown table");
  verb->callback([&chosen, arguments] {
    chosen = [arguments](const Terminal& terminal) {
      const bool list = arguments->list || arguments->list_json || arguments->list_markdown;
      if (list) return list_checks(*arguments, terminal);
      return arguments->matrix ? check_combinations(*arguments, terminal) : check_plugins(*arguments, terminal);
    };
  });
}

}  // namespace evograd::host
