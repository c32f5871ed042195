#pragma once

#include <string>

#include "framework/log/log_settings.hpp"

namespace CLI {
class App;
}

namespace evograd::host {

/// What the command line specifies about the log; empty and false where it does not.
struct LogArguments {
  std::string level = {};
  std::string format = {};
  bool quiet = false;
  bool verbose = false;
};

/// Adds the options of the log to `app`, a verb or the program.
void add_log_arguments(CLI::App& app, LogArguments& arguments);

/// The settings of `arguments`. If they do not set the level, `environment` does, the value of EVOGRAD_LOG, which may
/// be null. Throws UsageError if that is not a level.
LogSettings log_settings(const LogArguments& arguments, const char* environment);

}  // namespace evograd::host
