#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>
#include <iomanip>
#include <memory>
#include <ostream>
#include <sstream>

#include "framework/bench/bench.hpp"
#include "framework/cli/command_line.hpp"
#include "framework/cli/commands.hpp"
#include "framework/cli/manifest_arguments.hpp"
#include "framework/cli/text_table.hpp"
#include "framework/manifest/manifest.hpp"
#include "framework/run/run_folder.hpp"

namespace evograd::host {
namespace {

struct BenchArguments {
  ManifestRequest request;
  std::vector<std::string> estimators;
  BenchSettings settings;
  bool json = false;
};

std::vector<std::string> every_estimator(const ResolvedManifest& manifest) {
  manifest.catalog->load_all();
  std::vector<std::string> names;
  for (const auto& estimator : manifest.catalog->registry().all<EstimatorEntry>())
    names.push_back(estimator.entry.name);
  return names;
}

/// The manifest once for each estimator; its own keeps its options, the others have their defaults.
std::vector<ResolvedManifest> variants(const BenchArguments& arguments) {
  const auto own = load_manifest(arguments.request);
  const auto names = arguments.estimators.empty() ? every_estimator(own) : arguments.estimators;
  std::vector<ResolvedManifest> all;
  for (const auto& name : names) {
    auto request = arguments.request;
    if (name == own.estimator.entry->name) {
      all.push_back(own);
    } else {
      request.estimator = name;
      all.push_back(load_manifest(request, own.catalog));
    }
  }
  return all;
}

std::string fixed(double value, int digits) {
  std::ostringstream text;
  text << std::fixed << std::setprecision(digits) << value;
  return text.str();
}

std::string as_text(const BenchReport& report) {
  TextTable table({"WHAT", "MS/STEP", "X PLAIN", "PEAK MIB", "X PLAIN", "PASSES (F)", "COSINE"});
  const auto add = [&](const BenchRow& row, const std::string& cosine) {
    table.add({row.name, fixed(row.ms, 1), fixed(row.ratio, 2),
               fixed(static_cast<double>(row.peak_bytes) / (1 << 20), 1), fixed(row.peak_ratio, 3),
               fixed(row.passes, 1), cosine});
  };
  add(report.plain, "-");
  for (const auto& row : report.estimators) add(row, row.cosine == 0 ? "-" : fixed(row.cosine, 4));
  return table.text();
}

std::string as_json(const BenchReport& report) {
  Json estimators = Json::array();
  for (const auto& row : report.estimators) {
    estimators.push_back({{"name", row.name},
                          {"ms", row.ms},
                          {"ratio", row.ratio},
                          {"peak_bytes", row.peak_bytes},
                          {"peak_ratio", row.peak_ratio},
                          {"passes", row.passes},
                          {"cosine", row.cosine}});
  }
  const Json whole = {{"plain", {{"ms", report.plain.ms}, {"peak_bytes", report.plain.peak_bytes}}},
                      {"estimators", estimators}};
  return whole.dump(2) + "\n";
}

}  // namespace

void add_bench_command(CLI::App& app, Command& chosen) {
  auto* verb =
      app.add_subcommand("bench", "Time and peak memory of a step under each estimator, against plain training");
  const auto arguments = std::make_shared<BenchArguments>();
  add_manifest_arguments(*verb, arguments->request);
  verb->add_option("--estimators", arguments->estimators, "Which estimators, all that are installed by default")
      ->delimiter(',')
      ->allow_extra_args(false);
  verb->add_option("--rounds", arguments->settings.rounds, "How often they take turns")->check(CLI::PositiveNumber);
  verb->add_option("--steps", arguments->settings.steps_per_round, "Timed steps of a turn")->check(CLI::PositiveNumber);
  verb->add_flag("--json", arguments->json, "As a JSON object");
  verb->callback([&chosen, arguments] {
    chosen = [arguments](const Terminal& terminal) {
      const auto tell = [&](const std::string& text) {
        if (terminal.interactive) terminal.err << "evograd: " << text << std::endl;
      };
      const auto report = run_bench(variants(*arguments), arguments->settings, tell);
      terminal.out << (arguments->json ? as_json(report) : as_text(report));
      return exit_code::success;
    };
  });
}

}  // namespace evograd::host
