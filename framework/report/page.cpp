#include "framework/report/page.hpp"

#include <fmt/core.h>

#include <set>

#include "framework/report/charts_section.hpp"
#include "framework/report/cost_section.hpp"
#include "framework/report/html.hpp"
#include "framework/report/meta_parameter_section.hpp"
#include "framework/report/overview_section.hpp"
#include "framework/report/page_assets.hpp"
#include "framework/report/provenance_section.hpp"
#include "framework/report/run_mark.hpp"
#include "framework/report/script_json.hpp"
#include "framework/report/thin_out.hpp"

namespace evograd::host {
namespace {

std::string title(const std::vector<ReportedRun>& runs) {
  std::set<std::string> names;
  for (const auto& run : runs) names.insert(run.text("name"));
  const auto common = names.size() == 1 && !names.begin()->empty() ? *names.begin() : std::string();
  if (runs.size() == 1) return common.empty() ? runs.front().label : common;
  const auto count = fmt::format("{} runs", runs.size());
  return common.empty() ? count : common + ", " + count;
}

/// The data that the script needs for each run.
Json runs_data(const std::vector<ReportedRun>& runs) {
  constexpr std::size_t points_of_the_clock = 300;
  auto all = Json::array();
  for (std::size_t i = 0; i < runs.size(); ++i) {
    const auto clock = thin_out(runs[i].metrics.seconds, points_of_the_clock);
    auto resumed = Json::array();
    for (const auto& step : runs[i].field("resumed_at")) {
      if (step.is_number()) resumed.push_back(step);
    }
    all.push_back({{"label", runs[i].label},
                   {"mark", run_class(i)},
                   {"dashes", run_dashes(i)},
                   {"clock", {{"steps", clock.steps}, {"seconds", clock.values}}},
                   {"resumed", resumed}});
  }
  return all;
}

Html head(const std::string& name) {
  // The policy forbids the page to load anything, whatever a run folder contains.
  return element("head",
                 void_element("meta", {{"charset", "utf-8"}}) +
                     void_element("meta", {{"name", "viewport"}, {"content", "width=device-width, initial-scale=1"}}) +
                     void_element("meta", {{"http-equiv", "Content-Security-Policy"},
                                           {"content",
                                            "default-src 'none'; style-src 'unsafe-inline'; script-src "
                                            "'unsafe-inline'; base-uri 'none'; form-action 'none'"}}) +
                     void_element("meta", {{"name", "color-scheme"}, {"content", "light dark"}}) +
                     element("title", name + " – evograd report") + element("style", Html::markup(page_style)) +
                     element("noscript", element("style",
                                                 "#theme, #curves .charts, #curves h3, #curves details, .plot, "
                                                 "[data-chart] { display: none; }")));
}

Html header(const std::string& name, const std::vector<ReportedRun>& runs) {
  Html links;
  for (const auto& [id, text] : std::vector<std::pair<std::string, std::string>>{{"runs", "Runs"},
                                                                                 {"curves", "Curves"},
                                                                                 {"meta-parameters", "Meta-parameters"},
                                                                                 {"cost", "Time and memory"},
                                                                                 {"what-was-run", "What was run"}}) {
    links += element("a", {{"href", "#" + id}}, id == "runs" && runs.size() == 1 ? "The run" : text);
  }
  return element(
      "header",
      element("div", {{"class", "title"}}, element("p", {{"class", "brand"}}, "evograd report") + element("h1", name)) +
          element("div", {{"id", "theme"}}, {}) + element("nav", {{"aria-label", "Sections"}}, links));
}

}  // namespace

std::string report_page(const std::vector<ReportedRun>& runs, const std::vector<ProgramDifference>& differences) {
  const auto name = title(runs);
  ChartFrames frames(runs);
  const auto charts = charts_section(runs, frames);
  const MetaParameterSection meta_parameters(runs, frames);
  const auto content = warning_section(differences) + overview_section(runs, differences) + charts +
                       meta_parameters.html() + cost_section(runs) + provenance_section(runs, differences);
  const Json data = {{"runs", runs_data(runs)}, {"charts", frames.data()}, {"meta", meta_parameters.data()}};
  const auto scripts =
      element("script", {{"type", "application/json"}, {"id", "report-data"}}, Html::markup(script_json(data))) +
      element("script", Html::markup("(() => {\n\"use strict\";\n") + Html::markup(page_script) +
                            Html::markup("start();\n})();\n"));
  return "<!DOCTYPE html>\n" +
         element("html", {{"lang", "en"}},
                 head(name) + element("body", header(name, runs) + element("main", content) + scripts))
             .str() +
         "\n";
}

}  // namespace evograd::host
