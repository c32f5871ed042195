#include "framework/report/meta_parameter_section.hpp"

#include <algorithm>
#include <cmath>
#include <set>
#include <string>
#include <utility>

#include "framework/page/html_table.hpp"
#include "framework/report/charts.hpp"
#include "framework/report/curve_plot.hpp"
#include "framework/report/number_text.hpp"
#include "framework/report/run_mark.hpp"
#include "framework/report/thin_out.hpp"

namespace evograd::host {
namespace {

constexpr std::size_t most_evaluations = 40;
constexpr std::size_t most_places = 200;     // points of a curve or labels
constexpr std::size_t most_table_rows = 13;  // points of a curve; labels are all shown

const MetaParameter* find(const ReportedRun& run, const std::string& name) {
  for (const auto& parameter : run.metrics.meta_parameters) {
    if (parameter.name == name && !parameter.states.empty()) return &parameter;
  }
  return nullptr;
}

/// The state for the page; x values and labels equal to those of `before` are omitted.
Json state_data(const MetaParameterState& state, const MetaParameterState* before) {
  const auto kept = evenly_apart(state.y.size(), most_places);
  Json made = {{"step", static_cast<std::int64_t>(state.step)}, {"y", Json::array()}};
  for (const auto i : kept) made["y"].push_back(plotted(state.y[i]));
  if (before != nullptr && before->x == state.x && before->labels == state.labels) return made;
  if (state.labels.empty()) {
    made["x"] = Json::array();
    for (const auto i : kept) made["x"].push_back(plotted(i < state.x.size() ? state.x[i] : std::nan("")));
  } else {
    made["labels"] = Json::array();
    for (const auto i : kept) made["labels"].push_back(state.labels[i]);
  }
  return made;
}

Json states_data(const MetaParameter& parameter) {
  auto all = Json::array();
  const MetaParameterState* before = nullptr;
  for (const auto i : evenly_apart(parameter.states.size(), most_evaluations)) {
    all.push_back(state_data(parameter.states[i], before));
    before = &parameter.states[i];
  }
  return all;
}

std::string place_name(const MetaParameterState& state, std::size_t place) {
  return state.labels.empty() ? significant(state.x[place], 4) : state.labels[place];
}

/// The value of `state` at the place with that name.
Html value_at(const MetaParameterState& state, const std::string& name) {
  for (std::size_t i = 0; i < state.y.size(); ++i) {
    if (place_name(state, i) == name) return aligned(state.y[i], 4);
  }
  return {};
}

/// First and last values of every run, for readers who cannot see the plot.
Html values_table(const std::vector<ReportedRun>& runs, const std::string& name) {
  std::vector<std::string> places;
  std::vector<HtmlTable::Column> columns = {{"place"}};
  for (std::size_t i = 0; i < runs.size(); ++i) {
    const auto* parameter = find(runs[i], name);
    if (parameter == nullptr) continue;
    const auto& last = parameter->states.back();
    for (const auto place : evenly_apart(last.y.size(), last.labels.empty() ? most_table_rows : last.y.size())) {
      const auto place_text = place_name(last, place);
      if (std::find(places.begin(), places.end(), place_text) == places.end()) places.push_back(place_text);
    }
    if (!parameter->x_name.empty()) columns.front().title = parameter->x_name;
    const auto of_step = [&](const MetaParameterState& state) {
      return run_swatch(i) + runs[i].label + ", step " + grouped(static_cast<std::int64_t>(state.step));
    };
    columns.push_back({of_step(parameter->states.front()), true});
    columns.push_back({of_step(last), true});
  }
  HtmlTable table(name, columns);
  for (const auto& place : places) {
    std::vector<Html> cells = {place};
    for (const auto& run : runs) {
      const auto* parameter = find(run, name);
      if (parameter == nullptr) continue;
      cells.push_back(value_at(parameter->states.front(), place));
      cells.push_back(value_at(parameter->states.back(), place));
    }
    table.add(cells);
  }
  return element("details", element("summary", "First and last values as a table") + table.html());
}

/// The slider over the evaluations, whose steps the page's script knows.
Html slider(const std::string& name) {
  return element("div", {{"class", "slider needs-script"}},
                 void_element("input", {{"type", "range"}, {"min", "0"}, {"aria-label", name + ": evaluation"}}) +
                     element("output", {}));
}

Html frame(const std::vector<ReportedRun>& runs, const std::string& name, Plots& plots) {
  auto lines = Json::array();
  std::vector<bool> has(runs.size(), false);
  std::string x_name;
  std::set<std::string> labels;
  for (std::size_t i = 0; i < runs.size(); ++i) {
    const auto* parameter = find(runs[i], name);
    if (parameter == nullptr) continue;
    lines.push_back({{"run", i}, {"states", states_data(*parameter)}});
    has[i] = true;
    for (const auto& state : parameter->states) {
      for (const auto place : evenly_apart(state.labels.size(), most_places)) labels.insert(state.labels[place]);
    }
    if (x_name.empty()) x_name = parameter->x_name;
  }
  const bool dots = !labels.empty();
  const auto row = 12 + 12 * lines.size();
  return plots.add({.title = name,
                    .note = x_name.empty() || dots ? "" : "over " + x_name,
                    .below = slider(name) + not_recorded(runs, has) + values_table(runs, name),
                    .height = dots ? static_cast<int>(40 + row * labels.size()) : 0,
                    .keys = !dots},
                   {{"kind", "meta"}, {"x_name", x_name}, {"labels", dots}, {"lines", std::move(lines)}});
}

}  // namespace

Html meta_parameter_section(const std::vector<ReportedRun>& runs, Plots& plots) {
  std::vector<std::string> names;
  for (const auto& run : runs) {
    for (const auto& parameter : run.metrics.meta_parameters) {
      if (find(run, parameter.name) == nullptr) continue;
      if (std::find(names.begin(), names.end(), parameter.name) == names.end()) names.push_back(parameter.name);
    }
  }
  Html pictures;
  for (const auto& name : names) pictures += frame(runs, name, plots);
  for (const auto& number : meta_parameter_charts(runs)) pictures += curve_plot(runs, number, plots);
  const auto content = pictures.empty()
                           ? element("p", {{"class", "missing"}},
                                     "No pictures of the meta-parameters were recorded: the task has none, or the run "
                                     "predates them.")
                           : element("div", {{"class", "charts of-own-height"}}, pictures);
  return element("section", {{"id", "meta-parameters"}}, element("h2", "Meta-parameters") + content);
}

}  // namespace evograd::host
