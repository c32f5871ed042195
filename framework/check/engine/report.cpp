#include "framework/check/engine/report.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <pugixml.hpp>
#include <sstream>

#include "framework/files/json_text.hpp"
#include "framework/text_table/text_table.hpp"

namespace evograd::host::check {
namespace {

using OrderedJson = nlohmann::ordered_json;

std::string indented(const std::string& text) {
  std::string all = "      ";
  for (const char c : text.substr(0, text.find_last_not_of('\n') + 1))
    all += c == '\n' ? std::string("\n      ") : std::string(1, c);
  return all + "\n";
}

std::string quoted(const std::string& word) {
  std::string all = "'";
  for (const char c : word) all += c == '\'' ? std::string("'\\''") : std::string(1, c);
  return all + "'";
}

std::string reproduction(const Finding& finding, const Selection& selection) {
  const auto& [file, kind, component] = finding.subject;
  return fmt::format("evograd check {}{} --only {} --reproduce {}{} --in-process", quoted(file),
                     component.empty() ? "" : " --component " + component, finding.check->id, selection.seed,
                     selection.device == "cpu" ? "" : " --device " + selection.device);
}

std::string subject_text(const Subject& subject) {
  return subject.component.empty() ? subject.file.filename().string() : subject.kind + " " + subject.component;
}

/// `text` with "?" for the characters that XML 1.0 cannot represent.
std::string representable(std::string text) {
  std::replace_if(
      text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) < ' ' && c != '\n' && c != '\t'; },
      '?');
  return text;
}

void add_attribute(pugi::xml_node node, const char* name, const std::string& text) {
  node.append_attribute(name) = representable(text).c_str();
}

std::string suite_of(const Finding& finding) {
  const auto& [file, kind, component] = finding.subject;
  return file.filename().string() + (component.empty() ? "" : "." + component);
}

void add_case(pugi::xml_node suite, const Finding& finding, const Selection& selection) {
  auto test = suite.append_child("testcase");
  add_attribute(test, "classname", suite_of(finding));
  add_attribute(test, "name", finding.check->id);
  add_attribute(test, "time", fixed(finding.seconds, 3));
  if (finding.status == Status::skipped) add_attribute(test.append_child("skipped"), "message", finding.message);
  if (!bad(finding.status)) return;
  auto failure = test.append_child("failure");
  add_attribute(failure, "type", word(finding.status));
  add_attribute(failure, "message", finding.message);
  failure.text().set(representable(finding.output + "\n" + reproduction(finding, selection)).c_str());
}

}  // namespace

std::string as_text(const Finding& finding, const Selection& selection, const std::vector<Finding>& earlier) {
  std::string text = word(finding.status);
  text.resize(6, ' ');
  text += subject_text(finding.subject) + ": " + finding.check->id + "\n";
  if (finding.status == Status::passed) return text;
  const auto same = std::find_if(earlier.begin(), earlier.end(), [&](const Finding& other) {
    return bad(finding.status) && bad(other.status) && other.message == finding.message &&
           subject_text(other.subject) == subject_text(finding.subject);
  });
  if (same != earlier.end()) {
    text.insert(text.size() - 1, ", same reason as " + same->check->id);
    return text;
  }
  text += indented(finding.message);
  if (!bad(finding.status)) return text;
  text += indented("contract: " + finding.check->sentence);
  if (!finding.output.empty()) text += indented("printed: " + finding.output);
  return text + indented("again: " + reproduction(finding, selection));
}

std::string summary(const std::vector<Finding>& findings) {
  const auto count = [&](auto holds) {
    return std::count_if(findings.begin(), findings.end(), [&](const auto& f) { return holds(f.status); });
  };
  double seconds = 0;
  for (const auto& finding : findings) seconds += finding.seconds;
  return fmt::format("{} checks: {} passed ({} with a warning), {} skipped, {} failed; {:.1f} s of work\n",
                     findings.size(), count([](Status s) { return s == Status::passed || s == Status::warned; }),
                     count([](Status s) { return s == Status::warned; }),
                     count([](Status s) { return s == Status::skipped; }), count([](Status s) { return bad(s); }),
                     seconds);
}

std::string as_json(const std::vector<Finding>& findings, const Selection& selection) {
  auto list = OrderedJson::array();
  for (const auto& finding : findings) {
    list.push_back({{"check", finding.check->id},
                    {"level", static_cast<int>(finding.check->level)},
                    {"file", finding.subject.file.string()},
                    {"kind", finding.subject.kind},
                    {"component", finding.subject.component},
                    {"status", word(finding.status)},
                    {"message", finding.message},
                    {"output", finding.output},
                    {"seconds", finding.seconds},
                    {"reproduce", reproduction(finding, selection)}});
  }
  return json_text(OrderedJson{{"seed", selection.seed}, {"findings", list}}, 2) + "\n";
}

std::string as_junit(const std::vector<Finding>& findings, const Selection& selection) {
  pugi::xml_document document;
  auto declaration = document.append_child(pugi::node_declaration);
  declaration.append_attribute("version") = "1.0";
  declaration.append_attribute("encoding") = "UTF-8";
  auto suites = document.append_child("testsuites");
  for (const auto& finding : findings) {
    auto suite = suites.find_child_by_attribute("name", representable(suite_of(finding)).c_str());
    if (!suite) {
      suite = suites.append_child("testsuite");
      add_attribute(suite, "name", suite_of(finding));
    }
    add_case(suite, finding, selection);
  }
  std::ostringstream xml;
  document.save(xml, "  ", pugi::format_default, pugi::encoding_utf8);
  return xml.str();
}

namespace {

TextTable listed_checks(const std::vector<Check>& checks) {
  TextTable table({"CHECK", "LEVEL", "REQUIREMENT"});
  for (const auto& check : checks) table.add({check.id, fmt::to_string(static_cast<int>(check.level)), check.sentence});
  return table;
}

}  // namespace

std::string list_as_text(const std::vector<Check>& checks) { return listed_checks(checks).text(); }

std::string list_as_markdown(const std::vector<Check>& checks) { return listed_checks(checks).markdown(); }

std::string list_as_json(const std::vector<Check>& checks) {
  auto list = OrderedJson::array();
  for (const auto& check : checks) {
    list.push_back({{"check", check.id}, {"level", static_cast<int>(check.level)}, {"sentence", check.sentence}});
  }
  return list.dump(2) + "\n";
}

}  // namespace evograd::host::check
