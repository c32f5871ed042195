#include "framework/compare/plots.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <boost/process.hpp>
#include <cmath>
#include <fstream>
#include <sstream>
#include <vector>

#include "framework/files/write_file.hpp"
#include "framework/metrics/metric_line.hpp"

namespace evograd::host {
namespace {

using Path = std::filesystem::path;

/// One gnuplot script: settings, then data as named blocks, then the plot command.
class Script {
 public:
  explicit Script(const std::string& name) : name_(name) {
    text_ << "set terminal svg size 760,460 background rgb 'white' font 'sans,12'\nset output '" << name
          << ".svg'\nset grid\nset key outside right top\n";
  }
  const std::string& name() const { return name_; }
  std::ostream& text() { return text_; }
  std::string str() const { return text_.str(); }

 private:
  std::string name_;
  std::ostringstream text_;
};

/// A string in gnuplot's double quotes.
std::string quoted(const std::string& text) {
  std::string all = "\"";
  for (const char c : text) all += c == '"' || c == '\\' ? std::string("\\") + c : std::string(1, c);
  return all + "\"";
}

/// The same as a title or label, without gnuplot's enhanced mode, which interprets _ and ^.
std::string plain(const std::string& text) { return quoted(text) + " noenhanced"; }

std::vector<EstimatorSummary> finished(const Comparison& comparison) {
  std::vector<EstimatorSummary> all;
  for (auto& summary : comparison.summaries()) {
    if (summary.finished > 0) all.push_back(std::move(summary));
  }
  return all;
}

Script score_plot(const Comparison& comparison) {
  Script script("score");
  auto& text = script.text();
  const auto summaries = finished(comparison);
  text << "unset key\nset ylabel " << plain(comparison.score_name) << "\nset xrange [-0.5:" << summaries.size() - 0.5
       << "]\nset xtics rotate by -25 (";
  for (std::size_t i = 0; i < summaries.size(); ++i)
    text << (i ? ", " : "") << quoted(summaries[i].estimator) << " " << i;
  text << ") noenhanced\n$seeds << END\n";
  for (std::size_t i = 0; i < summaries.size(); ++i) {
    for (const double score : summaries[i].scores) text << i << " " << score << "\n";
  }
  text << "END\n$means << END\n";
  for (std::size_t i = 0; i < summaries.size(); ++i) {
    const auto& score = summaries[i].numbers.at("score");
    text << i + 0.15 << " " << score.mean << " " << score.interval.value_or(0) << "\n";
  }
  text << "END\nplot $seeds with points pt 6 ps 0.8 lc rgb '#888888', $means with yerrorbars pt 7 lc rgb '#1f5fa8' lw "
          "2\n";
  return script;
}

/// Fills `script`; returns its plot command, which is empty if no estimator has a cost.
std::string cost_plot(const Comparison& comparison, Script& script) {
  auto& text = script.text();
  text << "set xlabel 'time per step, in plain steps'\nset ylabel " << plain(comparison.score_name)
       << "\nset offsets graph 0.1, 0.1, 0.1, 0.1\n";
  const auto summaries = finished(comparison);
  std::string plot;
  for (std::size_t i = 0; i < summaries.size(); ++i) {
    if (!summaries[i].numbers.contains("ratio")) continue;
    const auto& score = summaries[i].numbers.at("score");
    text << "$e" << i << " << END\n"
         << summaries[i].numbers.at("ratio").mean << " " << score.mean << " " << score.interval.value_or(0)
         << "\nEND\n";
    plot += fmt::format("{}{} with yerrorbars pt 7 lw 2 title {}", plot.empty() ? "plot $e" : ", $e", i,
                        plain(summaries[i].estimator));
  }
  text << plot << "\n";
  return plot;
}

/// The cosines of a run by step, from its metrics.
std::map<std::int64_t, double> cosines(const Path& run_folder) {
  std::map<std::int64_t, double> all;
  std::ifstream file(run_folder / RunFolder::kMetrics);
  for (std::string line; std::getline(file, line);) {
    try {
      const auto record = read_metric_line(line);
      const auto* probe = std::get_if<ProbeMetrics>(&record.what);
      if (probe && probe->cosine && std::isfinite(*probe->cosine)) all[record.step] = *probe->cosine;
    } catch (const DamagedMetricLine&) {  // that probe is not plotted; the report names the line
    }
  }
  return all;
}

/// Fills `script`; returns its plot command, which is empty if no run was probed.
std::string cosine_plot(const Comparison& comparison, const Path& folder, Script& script) {
  auto& text = script.text();
  text << "set xlabel 'step'\nset ylabel 'cosine to the exact one-step hypergradient'\nset yrange [-1.05:1.05]\n";
  std::string plot;
  for (const auto& summary : finished(comparison)) {
    std::map<std::int64_t, std::vector<double>> by_step;
    for (const auto& cell : comparison.cells) {
      if (cell.estimator != summary.estimator || !cell.finished()) continue;
      for (const auto& [step, cosine] : cosines(folder / cell.folder)) by_step[step].push_back(cosine);
    }
    if (by_step.empty()) continue;
    const auto block = fmt::format("$c{}", std::count(plot.begin(), plot.end(), '$'));
    text << block << " << END\n";
    for (const auto& [step, values] : by_step) text << step << " " << estimate(values).mean << "\n";
    text << "END\n";
    plot += (plot.empty() ? "plot " : ", ") + block + " with lines lw 2 title " + plain(summary.estimator);
  }
  text << plot << "\n";
  return plot;
}

/// The same for predicted cosines; empty if no estimate has one.
std::string expected_plot(const Comparison& comparison, Script& script) {
  auto& text = script.text();
  text << "set xlabel 'predicted cosine'\nset ylabel 'measured cosine'\nset xrange [0:1]\nset yrange [-0.2:1]\n";
  std::string plot;
  for (const auto& summary : finished(comparison)) {
    if (!summary.numbers.contains("predicted_cosine")) continue;
    const auto block = fmt::format("$p{}", std::count(plot.begin(), plot.end(), '$'));
    text << block << " << END\n";
    for (const auto& cell : comparison.cells) {
      if (cell.estimator != summary.estimator || !cell.finished()) continue;
      const auto numbers = cell_numbers(cell);
      if (numbers["predicted_cosine"].is_number()) {
        text << numbers["predicted_cosine"].get<double>() << " " << numbers["same_point_cosine"].get<double>() << "\n";
      }
    }
    text << "END\n";
    plot += (plot.empty() ? "plot x with lines lc rgb '#888888' title 'equal', " : ", ") + block +
            " with points pt 7 title " + plain(summary.estimator);
  }
  text << plot << "\n";
  return plot;
}

}  // namespace

std::string draw_plots(const Comparison& comparison, const Path& folder) {
  if (finished(comparison).empty()) return "";
  std::vector<Script> scripts;
  scripts.push_back(score_plot(comparison));
  if (Script script("cost"); !cost_plot(comparison, script).empty()) scripts.push_back(std::move(script));
  if (Script script("cosine"); !cosine_plot(comparison, folder, script).empty()) scripts.push_back(std::move(script));
  if (Script script("expected"); !expected_plot(comparison, script).empty()) scripts.push_back(std::move(script));
  const auto plots = folder / "plots";
  for (const auto& script : scripts) write_file(plots / (script.name() + ".gp"), script.str());

  namespace process = boost::process;
  const auto gnuplot = process::search_path("gnuplot");
  if (gnuplot.empty()) {
    return "no plots: gnuplot is missing (package gnuplot-nox); its scripts are in " + plots.string();
  }
  std::string failed;
  for (const auto& script : scripts) {
    std::error_code failure;
    const int code = process::system(gnuplot.string(), script.name() + ".gp", process::start_dir = plots.string(),
                                     process::std_out > process::null, process::std_err > process::null, failure);
    if (code != 0 || failure) failed += " " + script.name() + ".gp";
  }
  return failed.empty() ? "" : "gnuplot could not draw" + failed + " in " + plots.string();
}

}  // namespace evograd::host
