#include "framework/report/overview_section.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <string>

#include "framework/page/html_table.hpp"
#include "framework/report/number_text.hpp"
#include "framework/report/run_mark.hpp"
#include "framework/report/run_remarks.hpp"

namespace evograd::host {
namespace {

Html words_as_html(const std::vector<std::string>& words) {
  Html all;
  for (const auto& word : words) all += (all.empty() ? "" : ", ") + word;
  return all;
}

/// The score's name if all runs that have one agree on it.
std::string common_score_name(const std::vector<ReportedRun>& runs) {
  std::set<std::string> names;
  for (const auto& run : runs) {
    if (const auto name = run.text("score_name"); !name.empty()) names.insert(name);
  }
  return names.size() == 1 ? *names.begin() : "";
}

Html small(const std::string& text) { return element("span", {{"class", "small"}}, text); }

Html score_cell(const ReportedRun& run, bool with_name) {
  const auto name = run.text("score_name");
  const auto score = member_number(run.field("metrics"), name);
  if (!score) return {};
  Html cell = aligned(score, 5);
  if (with_name) cell += small(" " + name);
  if (const auto by = run.text("selected_by"); !by.empty()) cell += small(" best " + by);
  return cell;
}

Html status_cell(const ReportedRun& run, bool differs) {
  Html cell = element(
      "span", {{"class", "status " + (run.status() == "finished" ? std::string("good") : run.status())}}, run.status());
  if (differs) cell += " " + element("a", {{"class", "mark"}, {"href", "#warnings"}}, "⚠ other program");
  return cell;
}

Html steps_cell(const ReportedRun& run) {
  const auto planned = run.number("steps");
  Html cell = grouped(run.steps_taken());
  if (planned && static_cast<std::int64_t>(*planned) != run.steps_taken()) {
    cell += small(" of " + grouped(static_cast<std::int64_t>(*planned)));
  }
  return cell;
}

Html seed_text(const ReportedRun& run) {
  const auto seed = run.field("seed");
  return seed.is_number() ? Html(seed.dump()) : Html();
}

Html runs_table(const std::vector<ReportedRun>& runs, const std::set<std::string>& differing) {
  const auto score_name = common_score_name(runs);
  HtmlTable table("Runs", {{"run"},
                           {"estimator"},
                           {"seed", true},
                           {"status"},
                           {"score" + (score_name.empty() ? Html() : small(score_name)), true},
                           {"steps", true},
                           {"ms / step", true},
                           {"peak memory", true},
                           {"mean cosine", true},
                           {"time", true},
                           {"task"},
                           {"backbone"},
                           {"name"}});
  for (std::size_t i = 0; i < runs.size(); ++i) {
    const auto& run = runs[i];
    const bool differs = differing.contains(run.label);
    table.add({run_link(i, run.label), run.text("estimator"), seed_text(run), status_cell(run, differs),
               score_cell(run, score_name.empty()), steps_cell(run), aligned(run.number("ms_per_step"), 4),
               bytes_text(run.number("peak_bytes")), aligned(member_number(run.field("probe"), "cosine"), 3),
               seconds_text(run.number("seconds")), run.text("task"), run.text("backbone"), run.text("name")},
              differs ? "differs" : "");
  }
  return table.html();
}

/// The evaluation that is the run's result; for an unfinished run, the last one.
struct Result {
  std::map<std::string, double> metrics;
  std::string step;
};

Result result(const ReportedRun& run) {
  Result made;
  if (const auto metrics = run.field("metrics"); metrics.is_object() && !metrics.empty()) {
    for (const auto& [name, value] : metrics.items()) {
      if (value.is_number()) made.metrics[name] = value;
    }
    if (const auto step = run.number("metrics_step")) made.step = grouped(static_cast<std::int64_t>(*step));
    return made;
  }
  constexpr std::string_view prefix = "evaluation/";
  for (const auto& [name, curve] : run.metrics.curves) {
    if (!name.starts_with(prefix) || curve.size() == 0) continue;
    made.metrics[name.substr(prefix.size())] = curve.values.back();
    made.step = grouped(static_cast<std::int64_t>(curve.steps.back())) + " (last logged)";
  }
  return made;
}

Html metrics_table(const std::vector<ReportedRun>& runs) {
  std::vector<Result> results;
  std::set<std::string> names;
  for (const auto& run : runs) {
    results.push_back(result(run));
    for (const auto& [name, value] : results.back().metrics) names.insert(name);
  }
  if (names.empty()) return element("p", {{"class", "missing"}}, "No evaluation was recorded.");
  std::vector<HtmlTable::Column> columns = {{"run"}, {"of step", true}};
  for (const auto& name : names) columns.push_back({name, true});
  HtmlTable table("Metrics", columns);
  for (std::size_t i = 0; i < runs.size(); ++i) {
    std::vector<Html> cells = {run_link(i, runs[i].label), results[i].step};
    for (const auto& name : names) {
      const auto found = results[i].metrics.find(name);
      cells.push_back(found == results[i].metrics.end() ? Html() : Html(aligned(found->second, 5)));
    }
    table.add(cells);
  }
  return element("h3", "Metrics of the evaluation that is the result") + table.html();
}

/// Merges identical remarks of several runs.
Html remarks(const std::vector<ReportedRun>& runs) {
  struct Shared {
    RunRemark remark;
    std::vector<std::size_t> runs;
  };
  std::vector<Shared> all;
  for (std::size_t i = 0; i < runs.size(); ++i) {
    for (const auto& remark : run_remarks(runs[i])) {
      const auto same = [&](const Shared& shared) { return shared.remark.text == remark.text; };
      auto known = std::find_if(all.begin(), all.end(), same);
      if (known == all.end()) known = all.insert(all.end(), {remark, {}});
      known->runs.push_back(i);
    }
  }
  Html items;
  for (const auto& [remark, which] : all) {
    Html names;
    for (const auto i : which)
      names += (names.empty() ? Html() : Html(", ")) + run_swatch(i) + element("b", runs[i].label);
    if (runs.size() > 1 && which.size() == runs.size()) names = element("b", "all runs");
    items += element("li", {{"class", remark.failure ? "failure" : "remark"}}, names + ": " + remark.text);
  }
  return items.empty() ? Html() : element("ul", {{"class", "remarks"}}, items);
}

}  // namespace

Html warning_section(const std::vector<ProgramDifference>& differences) {
  if (differences.empty()) return {};
  Html items;
  for (const auto& difference : differences) {
    Html variants;
    for (const auto& variant : difference.variants) {
      variants += element("li", element("code", variant.what) + " in " + element("b", words_as_html(variant.runs)));
    }
    items += element("li", element("b", difference.subject) + ": " + difference.remark + element("ul", variants));
  }
  return element("section", {{"class", "warning"}, {"id", "warnings"}, {"aria-label", "Warnings"}},
                 element("h2", "⚠ Not the same program") + element("ul", items));
}

Html overview_section(const std::vector<ReportedRun>& runs, const std::vector<ProgramDifference>& differences) {
  std::set<std::string> differing;
  for (const auto& difference : differences) differing.merge(difference.runs());
  return element("section", {{"id", "runs"}},
                 element("h2", runs.size() == 1 ? "The run" : "Runs") + runs_table(runs, differing) + remarks(runs) +
                     metrics_table(runs));
}

}  // namespace evograd::host
