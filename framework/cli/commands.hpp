#pragma once

#include <functional>

#include "framework/cli/terminal.hpp"

namespace CLI {
class App;
}

namespace evograd::host {

/// What the chosen verb does; returns the exit code and may throw.
using Command = std::function<int(const Terminal&)>;

// Each of these adds a verb to `app` and lets it put its work into `chosen` when the user chooses it.
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
