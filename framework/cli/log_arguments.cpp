#include "framework/cli/log_arguments.hpp"

#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>
#include <algorithm>
#include <optional>
#include <string>
#include <vector>

#include "evograd/text.hpp"
#include "framework/cli/failure.hpp"

namespace evograd::host {
namespace {

const std::vector<std::string>& level_names() {  // in the order of logging::Level
  static const std::vector<std::string> names = {"trace", "debug", "info", "warning", "error"};
  return names;
}

std::optional<logging::Level> level_of(const std::string& name) {
  const auto found = std::find(level_names().begin(), level_names().end(), name);
  if (found == level_names().end()) return std::nullopt;
  return static_cast<logging::Level>(found - level_names().begin());
}

}  // namespace

void add_log_arguments(CLI::App& app, LogArguments& arguments) {
  const auto* group = "Log (standard error)";
  auto* level =
      app.add_option("--log-level", arguments.level, "Show messages from this level on (default: info, or EVOGRAD_LOG)")
          ->check(CLI::IsMember(level_names()))
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
    settings.level = level_of(arguments.level).value();
  } else if (arguments.quiet) {
    settings.level = logging::Level::warning;
  } else if (arguments.verbose) {
    settings.level = logging::Level::debug;
  } else if (environment != nullptr && *environment != '\0') {
    const auto level = level_of(environment);
    if (!level)
      throw UsageError("EVOGRAD_LOG is " + in_quotes(environment), "levels: " + comma_separated(level_names()));
    settings.level = *level;
  }
  return settings;
}

}  // namespace evograd::host
