#include "framework/report/manifest_section.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <string>

#include "framework/page/html_table.hpp"
#include "framework/report/differing_options.hpp"
#include "framework/report/run_mark.hpp"

namespace evograd::host {
namespace {

Html one_table(const ReportedTable& table) {
  const auto name = table.name.empty() ? std::string("(top)") : "[" + table.name + "]";
  HtmlTable rows("Manifest " + name, {{"option"}, {"value"}, {"from"}});
  for (const auto& option : table.options) {
    rows.add({element("code", option.name), element("code", option.value), option.origin},
             option.was_set() ? "set" : "default");
  }
  return element("section", {{"class", "manifest-table"}}, element("h5", element("code", name)) + rows.html());
}

}  // namespace

Html manifest_section(const std::vector<ReportedTable>& manifest) {
  if (manifest.empty()) return element("p", {{"class", "missing"}}, "The options were not recorded.");
  std::size_t all = 0;
  std::size_t set = 0;
  Html tables;
  for (const auto& table : manifest) {
    if (table.options.empty()) continue;
    all += table.options.size();
    set += static_cast<std::size_t>(
        std::count_if(table.options.begin(), table.options.end(), [](const auto& option) { return option.was_set(); }));
    tables += one_table(table);
  }
  const auto only_set =
      element("label", {{"class", "only-set"}},
              void_element("input", {{"type", "checkbox"}, {"class", "only-set-box"}}) + " hide default values");
  return element(
      "details", {{"class", "manifest"}},
      element("summary", fmt::format("Manifest: {} of {} values were set, the others are defaults", set, all)) +
          only_set + element("div", {{"class", "manifest-tables"}}, tables));
}

Html differing_options_section(const std::vector<ReportedRun>& runs) {
  if (runs.size() < 2) return {};
  const auto heading = element("h3", "Options that differ");
  const auto options = differing_options(runs);
  if (options.empty()) {
    return heading + element("p", {{"class", "missing"}}, "None: all manifests have the same values.");
  }
  std::vector<HtmlTable::Column> columns = {{"option"}};
  for (std::size_t i = 0; i < runs.size(); ++i) columns.push_back({run_link(i, runs[i].label)});
  HtmlTable table("Options that differ between the runs", columns);
  for (const auto& option : options) {
    std::vector<Html> cells = {element("code", option.name)};
    for (std::size_t i = 0; i < runs.size(); ++i) {
      const auto& value = option.values[i];
      if (!value) {
        cells.push_back(runs[i].manifest.empty() ? Html("unknown") : Html());
      } else {
        cells.push_back(
            element("code", {{"class", value->was_set() ? "set" : "default"}, {"title", value->origin}}, value->value));
      }
    }
    table.add(cells);
  }
  return heading + table.html() +
         element("p", {{"class", "hint"}},
                 "Bold: set by the manifest or the command line; otherwise the default. "
                 "– : the run does not have this option.");
}

}  // namespace evograd::host
