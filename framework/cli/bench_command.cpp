#include <fmt/core.h>
#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>

#include <algorithm>
#include <memory>
#include <ostream>

#include "evograd/logging.hpp"
#include "framework/bench/bench.hpp"
#include "framework/bench/bench_json.hpp"
#include "framework/cli/command_line.hpp"
#include "framework/cli/commands.hpp"
#include "framework/cli/manifest_arguments.hpp"
#include "framework/compare/variant.hpp"
#include "framework/manifest/manifest.hpp"
#include "framework/text_table/text_table.hpp"
#include "framework/threads/bounded_spinning.hpp"

namespace evograd::host {
namespace {

struct BenchArguments {
  ManifestRequest request;
  std::vector<std::string> estimators;
  BenchSettings settings;
  bool json = false;
  bool markdown = false;
};

std::vector<std::string> every_estimator(const ResolvedManifest& manifest) {
  manifest.catalog->load_all();
  std::vector<std::string> names;
  for (const auto& estimator : manifest.catalog->registry().all<EstimatorEntry>())
    names.push_back(estimator.entry.name);
  return names;
}

std::vector<BenchEntry> entries(const BenchArguments& arguments) {
  const auto own = load_manifest(arguments.request);
  std::vector<BenchEntry> all;
  for (const auto& text : arguments.estimators.empty() ? every_estimator(own) : arguments.estimators) {
    all.push_back({text, manifest_of(parse_variant(text), arguments.request, own)});
  }
  return all;
}

/// "12.3 (11.9-12.8)".
std::string with_quartiles(double value, const Quartiles& quartiles, int digits) {
  return fmt::format("{:.{}f} ({:.{}f}-{:.{}f})", value, digits, quartiles.lower, digits, quartiles.upper, digits);
}

TextTable table_of(const BenchReport& report) {
  TextTable table({"WHAT", "MS/STEP", "X ORDINARY", "X PLAIN", "PASSES (F)", "X PASSES", "PEAK MIB", "X ORDINARY",
                   "COSINE", "SCALE"});
  const auto add = [&](const BenchRow& row) {
    const bool measured = row.cosine != 0;
    table.add({row.name, with_quartiles(row.ms, row.ms_quartiles, 1),
               with_quartiles(row.ratio_ordinary, row.ratio_quartiles, 2), fixed(row.ratio, 2), fixed(row.passes, 1),
               fixed(row.passes / report.plain.passes, 2), fixed(static_cast<double>(row.peak_bytes) / (1 << 20), 1),
               fixed(row.peak_ratio_ordinary, 3), measured ? fixed(row.cosine, 4) : "-",
               measured ? fixed(row.scale, 3) : "-"});
  };
  add(report.plain_ordinary);
  add(report.plain);
  for (const auto& row : report.estimators) add(row);
  return table;
}

std::string as_text(const BenchReport& report) {
  auto text = table_of(report).text();
  for (const auto& [name, reason] : report.refused) text += name + " cannot run here: " + reason + "\n";
  return text;
}

}  // namespace

void add_bench_command(CLI::App& app, Command& chosen) {
  auto* verb =
      app.add_subcommand("bench", "Measure time and peak memory per step for each estimator, against plain training");
  const auto arguments = std::make_shared<BenchArguments>();
  add_manifest_arguments(*verb, arguments->request);
  verb->add_option("--estimators", arguments->estimators,
                   "Estimators to measure (default: all installed); evograd:preset=paper sets an option")
      ->delimiter(',')
      ->allow_extra_args(false);
  verb->add_option("--rounds", arguments->settings.rounds, "Number of rounds in which the estimators take turns")
      ->check(CLI::PositiveNumber);
  verb->add_option("--steps", arguments->settings.steps_per_round, "Timed steps per turn")->check(CLI::PositiveNumber);
  verb->add_option("--cosine-steps", arguments->settings.cosine_steps,
                   "Steps at which the exact hypergradient is computed as well; 0 if it is too expensive")
      ->check(CLI::NonNegativeNumber);
  const auto json = verb->add_flag("--json", arguments->json, "Print a JSON object");
  verb->add_flag("--markdown", arguments->markdown, "Print a Markdown table")->excludes(json);
  verb->callback([&chosen, arguments] {
    chosen = [arguments](const Terminal& terminal) {
      const auto measured = entries(*arguments);
      if (terminal.own_process) restart_with_bounded_spinning(measured.front().manifest.run.options.threads);
      const auto report = run_bench(measured, arguments->settings);
      if (report.disturbed()) {
        logging::warning(
            fmt::format("others used {:.0f} % of the cores before the measurement and {:.0f} % during it: "
                        "the times are unreliable; repeat the measurement on an idle machine",
                        100 * std::max(report.others_before, 0.0), 100 * std::max(report.others_during, 0.0)));
      }
      terminal.out << (arguments->json       ? to_json(report).dump(2) + "\n"
                       : arguments->markdown ? table_of(report).markdown()
                                             : as_text(report));
      return exit_code::success;
    };
  });
}

}  // namespace evograd::host
