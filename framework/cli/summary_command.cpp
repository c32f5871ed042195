#include <fmt/core.h>

#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>
#include <algorithm>
#include <memory>
#include <ostream>

#include "framework/cli/command_line.hpp"
#include "framework/cli/commands.hpp"
#include "framework/cli/path_arguments.hpp"
#include "framework/compare/across_comparisons.hpp"
#include "framework/run/run_folder.hpp"
#include "framework/text_table/text_table.hpp"

namespace evograd::host {
namespace {

std::string number(const Json& value, int significant) {
  if (!value.is_number()) return "-";
  return fmt::format("{:.{}g}", value.get<double>(), significant);
}

std::string text_of(const Json& summary, const char* key) {
  return summary.contains(key) && summary[key].is_string() ? summary[key].get<std::string>() : "-";
}

/// One row per run, one column per metric that any of them has.
std::string as_text(const std::vector<std::filesystem::path>& folders, const std::vector<Json>& summaries) {
  std::vector<std::string> metrics;
  for (const auto& summary : summaries) {
    if (!summary.contains("metrics")) continue;
    for (const auto& [name, value] : summary["metrics"].items()) {
      if (std::find(metrics.begin(), metrics.end(), name) == metrics.end()) metrics.push_back(name);
    }
  }
  std::vector<std::string> header = {"run", "estimator", "seed", "steps"};
  header.insert(header.end(), metrics.begin(), metrics.end());
  header.insert(header.end(), {"ms/step", "peak MiB", "folder"});
  TextTable table(header);
  for (std::size_t i = 0; i < summaries.size(); ++i) {
    const auto& summary = summaries[i];
    const bool finished = text_of(summary, "status") == "finished";
    std::vector<std::string> row = {
        folders[i].filename().string() + (finished ? "" : " (" + text_of(summary, "status") + ")"),
        text_of(summary, "estimator"), number(summary.value("seed", Json()), 20),
        number(summary.value("steps_taken", Json()), 20)};
    const auto values = summary.value("metrics", Json::object());
    for (const auto& name : metrics) row.push_back(number(values.value(name, Json()), 4));
    row.push_back(number(summary.value("ms_per_step", Json()), 4));
    const auto peak = summary.value("peak_bytes", Json());
    row.push_back(peak.is_number() ? number(peak.get<double>() / (1 << 20), 4) : "-");
    row.push_back(folders[i].string());
    table.add(row);
  }
  return table.text();
}

}  // namespace

void add_summary_command(CLI::App& app, Command& chosen) {
  auto* verb = app.add_subcommand("summary", "Print a table of finished runs");
  struct Arguments {
    std::vector<std::filesystem::path> folders;
    bool json = false;
    bool comparisons = false;
  };
  const auto arguments = std::make_shared<Arguments>();
  add_paths_option(*verb, "RUN", arguments->folders, "Run folders")->required();
  auto* json = verb->add_flag("--json", arguments->json, "Print the summaries as a JSON array");
  verb->add_flag("--comparisons", arguments->comparisons,
                 "Treat the folders as results of evograd compare: print their mean scores as a Markdown table")
      ->excludes(json);
  verb->callback([&chosen, arguments] {
    chosen = [arguments](const Terminal& terminal) {
      if (arguments->comparisons) {
        terminal.out << across_comparisons(arguments->folders).markdown();
        return exit_code::success;
      }
      std::vector<Json> summaries;
      for (const auto& folder : arguments->folders) summaries.push_back(read_summary(folder));
      terminal.out << (arguments->json ? Json(summaries).dump(2) + "\n" : as_text(arguments->folders, summaries));
      return exit_code::success;
    };
  });
}

}  // namespace evograd::host
