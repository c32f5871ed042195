#pragma once

#include <functional>

#include "framework/cli/terminal.hpp"

namespace CLI {
class App;
}

namespace evograd::host {

/// The work of the chosen verb; returns the exit code and may throw.
using Command = std::function<int(const Terminal&)>;

// Each function adds a verb to `app` and, when the user chooses it, stores its work in `chosen`.
void add_run_command(CLI::App& app, Command& chosen);
void add_list_command(CLI::App& app, Command& chosen);
void add_describe_command(CLI::App& app, Command& chosen);
void add_compare_command(CLI::App& app, Command& chosen);
void add_bench_command(CLI::App& app, Command& chosen);
void add_summary_command(CLI::App& app, Command& chosen);
void add_check_command(CLI::App& app, Command& chosen);
void add_export_command(CLI::App& app, Command& chosen);
void add_report_command(CLI::App& app, Command& chosen);
void add_new_command(CLI::App& app, Command& chosen);

}  // namespace evograd::host
