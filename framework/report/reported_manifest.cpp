#include "framework/report/reported_manifest.hpp"

#include <sstream>
#include <string_view>

namespace evograd::host {
namespace {

constexpr const char* plugin_table = "plugin";

std::string trimmed(std::string_view text) {
  constexpr const char* blanks = " \t\r";
  const auto begin = text.find_first_not_of(blanks);
  if (begin == std::string_view::npos) return {};
  return std::string(text.substr(begin, text.find_last_not_of(blanks) - begin + 1));
}

/// Where the comment of a line begins: the first # outside of quotes, or the end.
std::size_t comment_begin(std::string_view line) {
  char quote = 0;
  for (std::size_t i = 0; i < line.size(); ++i) {
    if (quote == '"' && line[i] == '\\') {
      ++i;
    } else if (quote != 0) {
      if (line[i] == quote) quote = 0;
    } else if (line[i] == '"' || line[i] == '\'') {
      quote = line[i];
    } else if (line[i] == '#') {
      return i;
    }
  }
  return line.size();
}

/// The text in a TOML string's quotes; the host escapes no more than JSON does.
std::string unquoted(const std::string& value) {
  const auto json = Json::parse(value, nullptr, /*allow_exceptions=*/false);
  return json.is_string() ? json.get<std::string>() : value;
}

std::string text(const Json& object, const char* key) {
  const auto value = object.value(key, Json());
  if (value.is_string()) return value.get<std::string>();
  return value.is_null() ? std::string() : value.dump();
}

}  // namespace

std::vector<ReportedTable> reported_tables(const Json& manifest) {
  std::vector<ReportedTable> tables;
  if (!manifest.is_array()) return tables;
  for (const auto& table : manifest) {
    if (!table.is_object()) continue;
    tables.push_back({text(table, "table"), {}});
    const auto options = table.value("options", Json::array());
    for (const auto& option : options) {
      if (!option.is_object()) continue;
      tables.back().options.push_back({text(option, "name"), text(option, "value"), text(option, "origin")});
    }
  }
  return tables;
}

std::vector<ReportedTable> written_tables(const std::string& text) {
  std::vector<ReportedTable> tables;
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) {
    const auto comment = comment_begin(line);
    const auto code = trimmed(std::string_view(line).substr(0, comment));
    if (code.empty()) continue;
    if (code.front() == '[') {
      const auto begin = code.find_first_not_of('[');
      tables.push_back({code.substr(begin, code.find_first_of(']') - begin), {}});
      continue;
    }
    const auto equals = code.find('=');
    if (equals == std::string::npos) continue;
    if (tables.empty()) tables.emplace_back();
    const auto origin = comment < line.size() ? trimmed(std::string_view(line).substr(comment + 1)) : std::string();
    tables.back().options.push_back({trimmed(std::string_view(code).substr(0, equals)),
                                     trimmed(std::string_view(code).substr(equals + 1)), origin});
  }
  return tables;
}

Json plugins_of(const std::vector<ReportedTable>& tables) {
  auto plugins = Json::array();
  for (const auto& table : tables) {
    if (table.name != plugin_table) continue;
    auto plugin = Json::object();
    for (const auto& option : table.options) {
      plugin[option.name == "path" ? "file" : option.name] = unquoted(option.value);
      if (option.name != "path") continue;
      const auto blank = option.origin.rfind(' ');  // the comment is "name version"
      if (blank == std::string::npos) continue;
      plugin["name"] = option.origin.substr(0, blank);
      plugin["version"] = option.origin.substr(blank + 1);
    }
    plugins.push_back(plugin);
  }
  return plugins;
}

}  // namespace evograd::host
