#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>
#include <filesystem>
#include <memory>
#include <ostream>
#include <vector>

#include "evograd/logging.hpp"
#include "framework/cli/command_line.hpp"
#include "framework/cli/commands.hpp"
#include "framework/cli/path_arguments.hpp"
#include "framework/report/write_report.hpp"

namespace evograd::host {

void add_report_command(CLI::App& app, Command& chosen) {
  auto* verb = app.add_subcommand("report", "Write an HTML page about runs: curves, costs, configuration");
  struct Arguments {
    std::vector<std::filesystem::path> folders;
    std::filesystem::path out;
  };
  const auto arguments = std::make_shared<Arguments>();
  add_paths_option(*verb, "RUN", arguments->folders, "Run folders")->required();
  add_path_option(*verb, "--out", arguments->out,
                  "Output file (default: report.html in the run's folder, or in the current folder for several runs)");
  verb->callback([&chosen, arguments] {
    chosen = [arguments](const Terminal& terminal) {
      const auto written = write_report(arguments->folders, arguments->out);
      for (const auto& warning : written.warnings) logging::warning(warning);
      terminal.out << "report in " << written.file.string() << std::endl;
      return exit_code::success;
    };
  });
}

}  // namespace evograd::host
