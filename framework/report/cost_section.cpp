#include "framework/report/cost_section.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <numeric>
#include <set>
#include <string>

#include "framework/page/html_table.hpp"
#include "framework/report/number_text.hpp"
#include "framework/report/run_mark.hpp"

namespace evograd::host {
namespace {

struct Phase {
  const char* key;
  const char* name;
};
constexpr std::array<Phase, 6> phases = {{{"base_update", "base update"},
                                          {"meta_update", "meta update"},
                                          {"batches", "waiting for batches"},
                                          {"evaluation", "evaluation"},
                                          {"probe", "probe"},
                                          {"checkpoint", "checkpoints"}}};
constexpr std::size_t other = phases.size();  // the part of a run's time that is not in any phase

const char* name_of(std::size_t phase) { return phase == other ? "other" : phases[phase].name; }

/// Seconds by phase; nothing if the run did not record them.
std::optional<std::array<double, other + 1>> phase_seconds(const ReportedRun& run) {
  const auto time = run.field("time");
  if (!time.is_object()) return std::nullopt;
  std::array<double, other + 1> seconds{};
  double sum = 0;
  for (std::size_t i = 0; i < other; ++i) {
    seconds[i] = std::max(0.0, member_number(time, phases[i].key).value_or(0));
    sum += seconds[i];
  }
  seconds[other] = std::max(0.0, run.number("seconds").value_or(sum) - sum);
  return seconds;
}

Html percent_style(double share, const Html& content, std::string_view name, Attributes attributes) {
  attributes.emplace_back("style", "width:" + significant(100 * share, 5) + "%");
  return element(name, attributes, content);
}

/// One row of a bar chart: the run, its bar, its number.
Html bar_row(std::size_t index, const ReportedRun& run, const Html& bar, const std::string& value) {
  return element("div", {{"class", "bar-row"}},
                 element("div", {{"class", "bar-name"}}, run_swatch(index) + run.label) +
                     element("div", {{"class", "bar-track"}}, bar) +
                     element("div", {{"class", "bar-value"}}, value.empty() ? "not recorded" : value));
}

Html phase_legend() {
  Html all;
  for (std::size_t i = 0; i <= other; ++i) {
    all += element("li", element("span", {{"class", fmt::format("phase phase-{}", i)}}, "") + name_of(i));
  }
  return element("ul", {{"class", "phases"}, {"aria-hidden", "true"}}, all);
}

Html time_by_phase(const std::vector<ReportedRun>& runs) {
  std::vector<HtmlTable::Column> columns = {{"run"}};
  for (std::size_t i = 0; i <= other; ++i) columns.push_back({name_of(i), true});
  columns.push_back({"together", true});
  HtmlTable table("Time by phase", columns);
  double longest = 0;
  for (const auto& run : runs) {
    const auto seconds = phase_seconds(run);
    if (seconds) longest = std::max(longest, std::accumulate(seconds->begin(), seconds->end(), 0.0));
  }
  if (longest <= 0) return element("p", {{"class", "missing"}}, "The time by phase was not recorded.");
  Html bars;
  for (std::size_t i = 0; i < runs.size(); ++i) {
    const auto seconds = phase_seconds(runs[i]);
    if (!seconds) {
      bars += bar_row(i, runs[i], {}, "");
      std::vector<Html> cells(columns.size());
      cells.front() = run_link(i, runs[i].label);
      cells.back() = "not recorded";
      table.add(cells);
      continue;
    }
    const double sum = std::accumulate(seconds->begin(), seconds->end(), 0.0);
    Html segments;
    std::vector<Html> cells = {run_link(i, runs[i].label)};
    for (std::size_t phase = 0; phase <= other; ++phase) {
      const double share = sum > 0 ? (*seconds)[phase] / sum : 0;
      const auto text = seconds_text((*seconds)[phase]) + ", " + percent(share);
      cells.push_back((*seconds)[phase] > 0 ? Html(text) : Html());
      if (share <= 0) continue;
      constexpr double wide_enough_for_text = 0.12;
      segments += percent_style(
          share, share >= wide_enough_for_text ? percent(share) : "", "span",
          {{"class", fmt::format("segment phase-{}", phase)}, {"title", std::string(name_of(phase)) + ": " + text}});
    }
    cells.push_back(seconds_text(sum));
    table.add(cells);
    bars += bar_row(i, runs[i], percent_style(sum / longest, segments, "div", {{"class", "bar stacked"}}),
                    seconds_text(sum));
  }
  return phase_legend() + element("div", {{"class", "bars"}, {"aria-hidden", "true"}}, bars) + table.html();
}

/// One bar per run for the number `key`.
Html bars_of(const std::vector<ReportedRun>& runs, const std::string& key, std::string (*text)(std::optional<double>)) {
  double largest = 0;
  for (const auto& run : runs) largest = std::max(largest, run.number(key).value_or(0));
  Html bars;
  for (std::size_t i = 0; i < runs.size(); ++i) {
    const auto value = runs[i].number(key);
    Html bar;
    if (value && largest > 0) {
      bar = percent_style(std::max(0.0, *value) / largest, {}, "div", {{"class", "bar plain " + run_class(i)}});
    }
    bars += bar_row(i, runs[i], bar, text(value));
  }
  return element("div", {{"class", "bars"}}, bars);
}

std::string milliseconds_text(std::optional<double> milliseconds) {
  return milliseconds ? aligned(milliseconds, 4) + " ms" : "";
}

/// A sentence if times are not comparable; empty if they are, as far as the folders show.
Html machine_remark(const std::vector<ReportedRun>& runs) {
  std::set<std::string> machines;
  for (const auto& run : runs) {
    if (const auto machine = run.field("machine"); machine.is_object()) machines.insert(machine.dump());
  }
  if (machines.size() < 2) return {};
  return element("p", {{"class", "missing"}},
                 "These runs used different machines or numbers of threads: their times are not comparable.");
}

}  // namespace

Html cost_section(const std::vector<ReportedRun>& runs) {
  return element(
      "section", {{"id", "cost"}},
      element("h2", "Time and memory") + machine_remark(runs) + element("h3", "Time by phase") + time_by_phase(runs) +
          element("div", {{"class", "columns"}},
                  element("div", element("h3", "Time per step") + bars_of(runs, "ms_per_step", milliseconds_text)) +
                      element("div", element("h3", "Peak tensor memory") + bars_of(runs, "peak_bytes", bytes_text))));
}

}  // namespace evograd::host
