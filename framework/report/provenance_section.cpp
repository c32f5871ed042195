#include "framework/report/provenance_section.hpp"

#include <algorithm>
#include <string>

#include "evograd/text.hpp"
#include "framework/page/html_table.hpp"
#include "framework/report/manifest_section.hpp"
#include "framework/report/number_text.hpp"
#include "framework/report/run_mark.hpp"

namespace evograd::host {
namespace {

/// Names and values; an unknown value is omitted unless it is mandatory.
class FactList {
 public:
  void add(const std::string& name, const Html& value) {
    if (!value.empty()) all_ += element("div", element("dt", name) + element("dd", value));
  }
  void add_always(const std::string& name, const Html& value) {
    add(name, value.empty() ? Html("not recorded") : value);
  }
  Html html() const { return element("dl", {{"class", "facts"}}, all_); }

 private:
  Html all_;
};

std::string with_commas(std::vector<std::string> words) {
  std::erase(words, "");
  return words.empty() ? "" : comma_separated(words);
}

std::string counted(const Json& object, const char* key, const std::string& unit) {
  const auto count = member_number(object, key);
  return count ? grouped(static_cast<std::int64_t>(*count)) + " " + unit : "";
}

std::string machine_text(const Json& machine) {
  const auto memory = bytes_text(member_number(machine, "memory_bytes"));
  return with_commas({member_text(machine, "system"), member_text(machine, "processor"),
                      counted(machine, "cores", "cores"), counted(machine, "threads", "threads used"),
                      memory.empty() ? "" : memory + " of memory"});
}

std::string host_text(const ReportedRun& run) {
  // run.json contains more than the summary: also the compiler and the build.
  auto host = member(run.description, "host");
  if (!host.is_object()) host = run.field("host");
  const auto named = [&](const std::string& name, const char* key) {
    const auto value = member_text(host, key);
    return value.empty() ? "" : name + value;
  };
  return with_commas(
      {named("evograd ", "sdk"), named("LibTorch ", "torch"), member_text(host, "compiler"), named("build ", "build")});
}

Html resumed_text(const ReportedRun& run) {
  const auto occasions = run.field("resumed");
  if (occasions.is_array() && !occasions.empty()) {
    Html all;
    for (const auto& occasion : occasions) {
      std::vector<std::string> changes;
      for (const auto& change : member(occasion, "allowed_changes")) {
        changes.push_back(change.is_string() ? change.get<std::string>() : change.dump());
      }
      const auto step = member_number(occasion, "step");
      all += element("li", "after step " + (step ? grouped(static_cast<std::int64_t>(*step)) : "?") +
                               (changes.empty() ? ", nothing changed" : ", allowed changes: " + with_commas(changes)));
    }
    return element("ul", all);
  }
  std::vector<std::string> steps;
  for (const auto& step : run.field("resumed_at")) steps.push_back(step.dump());
  if (!steps.empty()) return "after step " + with_commas(steps);
  return run.description.is_null() ? Html() : Html("never");
}

Html pretraining_text(const ReportedRun& run) {
  const auto pretraining = run.field("pretraining");
  if (pretraining.is_null()) return {};
  const auto trained = member(pretraining, "trained");
  if (!trained.is_boolean()) return element("code", pretraining.dump());
  return element("code", member_text(pretraining, "file")) +
         (trained.get<bool>() ? ", trained for this run" : ", from the cache") + ", identity " +
         element("code", member_text(pretraining, "identity"));
}

bool differs(const std::string& plugin, const std::vector<ProgramDifference>& differences) {
  return std::any_of(differences.begin(), differences.end(),
                     [&](const auto& difference) { return difference.subject == "plugin '" + plugin + "'"; });
}

/// `open` unless there are so many runs that readers look for differences first.
Html plugins_section(const ReportedRun& run, const std::vector<ProgramDifference>& differences, bool open) {
  if (!run.plugins.is_array() || run.plugins.empty()) {
    return element("p", {{"class", "missing"}}, "The plugins were not recorded.");
  }
  HtmlTable table("Plugins of " + run.label, {{"plugin"}, {"version"}, {"sha256"}, {"stamp"}, {"file"}});
  std::vector<std::string> names;
  for (const auto& plugin : run.plugins) {
    names.push_back(member_text(plugin, "name"));
    const bool marked = differs(names.back(), differences);
    open |= marked;
    const auto code = [&](const char* key) {
      const auto text = member_text(plugin, key);
      return text.empty() ? Html() : element("code", {{"class", "long"}}, text);
    };
    const auto mark = element("a", {{"class", "mark"}, {"href", "#warnings"}}, "⚠ other file");
    table.add({names.back() + (marked ? " " + mark : Html()), member_text(plugin, "version"), code("sha256"),
               code("stamp"), code("file")},
              marked ? "differs" : "");
  }
  Attributes attributes = {{"class", "plugins"}};
  if (open) attributes.emplace_back("open", "");
  return element("details", attributes, element("summary", "Plugins: " + with_commas(names)) + table.html());
}

Html one_run(std::size_t index, const ReportedRun& run, const std::vector<ProgramDifference>& differences, bool alone) {
  FactList facts;
  facts.add("folder", element("code", run.folder.string()));
  const auto command = run.text("command");
  facts.add_always("command", command.empty() ? Html() : element("code", command));
  facts.add_always("program", host_text(run));
  const auto machine = run.field("machine");
  facts.add_always("machine", machine_text(machine));
  facts.add("device", member_text(machine, "device"));
  facts.add_always("resumed", resumed_text(run));
  facts.add("pretraining", pretraining_text(run));
  facts.add("share of a step spent waiting for batches", percent(run.number("batch_wait_share")));
  facts.add("distance that λ moved", significant(run.number("lambda_distance"), 4));
  return element("article", {{"id", run_anchor(index)}, {"class", "run"}},
                 element("h3", run_swatch(index) + run.label) + facts.html() +
                     plugins_section(run, differences, alone) + manifest_section(run.manifest));
}

}  // namespace

Html provenance_section(const std::vector<ReportedRun>& runs, const std::vector<ProgramDifference>& differences) {
  Html all;
  for (std::size_t i = 0; i < runs.size(); ++i) all += one_run(i, runs[i], differences, runs.size() == 1);
  return element("section", {{"id", "what-was-run"}},
                 element("h2", "What was run") + differing_options_section(runs) + all);
}

}  // namespace evograd::host
