#include "framework/cli/log_arguments.hpp"

#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>
#include <map>

#include "evograd/text.hpp"
#include "framework/cli/failure.hpp"

namespace evograd::host {
namespace {

const std::map<std::string, logging::Level>& levels() {
  static const std::map<std::string, logging::Level> all = {{"trace", logging::Level::trace},
                                                            {"debug", logging::Level::debug},
                                                            {"info", logging::Level::info},
                                                            {"warning", logging::Level::warning},
                                                            {"error", logging::Level::error}};
  return all;
}

}  // namespace

void add_log_arguments(CLI::App& app, LogArguments& arguments) {
  const auto* group = "Log (standard error)";
  auto* level =
      app.add_option("--log-level", arguments.level, "Show messages from this level on (default: info, or EVOGRAD_LOG)")
          ->check(CLI::IsMember({"trace", "debug", "info", "warning", "error"}))
          ->group(group);
  auto* quiet = app.add_flag("-q,--quiet", arguments.quiet, "Show warnings and errors only, and no progress")
                    ->group(group)
                    ->excludes(level);
  app.add_flag("-v,--verbose", arguments.verbose, "Show debug messages too")
      ->group(group)
      ->excludes(level)
      ->excludes(quiet);
  app.add_option("--log-format", arguments.format, "text, or json: one object per line")
      ->check(CLI::IsMember({"text", "json"}))
      ->group(group);
}

LogSettings log_settings(const LogArguments& arguments, const char* environment) {
  LogSettings settings;
  settings.json = arguments.format == "json";
  if (!arguments.level.empty()) {
    settings.level = levels().at(arguments.level);
  } else if (arguments.quiet) {
    settings.level = logging::Level::warning;
  } else if (arguments.verbose) {
    settings.level = logging::Level::debug;
  } else if (environment != nullptr && *environment != '\0') {
    const auto found = levels().find(environment);
    if (found == levels().end()) {
      throw UsageError("EVOGRAD_LOG is " + in_quotes(environment), "levels: trace, debug, info, warning, error");
    }
    settings.level = found->second;
  }
  return settings;
}

}  // namespace evograd::host
