#include "framework/cli/command_line.hpp"

#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>
#include <algorithm>
#include <cstdlib>
#include <ostream>

#include "framework/cli/commands.hpp"
#include "framework/cli/failure.hpp"
#include "framework/cli/log_arguments.hpp"
#include "framework/log/console_log.hpp"
#include "framework/manifest/nearest.hpp"
#include "framework/plugin/stamp.hpp"
#include "framework/run/stop_signals.hpp"

namespace evograd::host {
namespace {

std::string version_text() {
  const auto& host = host_stamp();
  return "evograd " + to_string(host.sdk) + " (LibTorch " + to_string(host.torch) + ", " + host.compiler + ", " +
         host.build + ")";
}

/// The error for a command line that cannot be parsed, with the verb that was probably meant or the help to read.
UsageError usage_error(const CLI::App& app, const CLI::ParseError& error, const std::vector<std::string>& arguments) {
  std::vector<std::string> verbs;
  for (const auto* verb : app.get_subcommands([](const CLI::App*) { return true; })) {
    if (*verb) return UsageError(error.what(), "evograd " + verb->get_name() + " --help");
    verbs.push_back(verb->get_name());
  }
  const auto word = std::find_if(arguments.begin(), arguments.end(),
                                 [](const std::string& argument) { return !argument.starts_with('-'); });
  const bool has_word = word != arguments.end();
  return UsageError(has_word ? "there is no verb '" + *word + "'" : error.what(),
                    suggestion(has_word ? *word : "", "verbs", verbs) + "  (evograd --help)");
}

int parse_and_run(CLI::App& app, const Command& chosen, const std::vector<std::string>& arguments,
                  const LogArguments& log_arguments, ConsoleLog& log, const Terminal& terminal) {
  try {
    std::vector<std::string> reversed(arguments.rbegin(), arguments.rend());  // CLI11 takes them from the back
    app.parse(reversed);
  } catch (const CLI::Success& success) {
    return app.exit(success, terminal.out, terminal.err);
  } catch (const CLI::ParseError& error) {
    throw usage_error(app, error, arguments);
  }
  const auto settings = log_settings(log_arguments, std::getenv("EVOGRAD_LOG"));
  log.configure(settings);
  using Announcement = StopSignals::Announcement;
  StopSignals::announce(settings.level > logging::Level::info ? Announcement::none
                        : settings.json                       ? Announcement::json
                                                              : Announcement::text);
  return chosen({.out = terminal.out,
                 .err = terminal.err,
                 .interactive = terminal.interactive,
                 .verbose = log_arguments.verbose,
                 .own_process = terminal.own_process});
}

}  // namespace

int run_command_line(const std::vector<std::string>& arguments, const Terminal& terminal) {
  ConsoleLog log(terminal.err, terminal.interactive);
  const logging::ReceiverScope receiver(log);
  return guarded(log, [&] {
    CLI::App app("Gradient-based meta-learning: any estimator with any task and any backbone.", "evograd");
    app.set_version_flag("--version", version_text());
    app.require_subcommand(1);
    Command chosen;
    add_run_command(app, chosen);
    add_compare_command(app, chosen);
    add_list_command(app, chosen);
    add_describe_command(app, chosen);
    add_bench_command(app, chosen);
    add_summary_command(app, chosen);
    add_check_command(app, chosen);
    add_export_command(app, chosen);
    add_report_command(app, chosen);
    add_new_command(app, chosen);
    LogArguments log_arguments;
    add_log_arguments(app, log_arguments);
    for (auto* verb : app.get_subcommands([](const CLI::App*) { return true; })) {
      add_log_arguments(*verb, log_arguments);
    }
    const int code = parse_and_run(app, chosen, arguments, log_arguments, log, terminal);
    if (!terminal.out.flush()) {
      throw Error("standard output", "could not be written", "check free space and permissions of where it leads");
    }
    // Messages that cannot be written cannot be complained about either.
    return terminal.err.flush() || code != exit_code::success ? code : exit_code::failure;
  });
}

}  // namespace evograd::host
