#include "data/tables/json_lines.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "evograd/error.hpp"

namespace data {

using namespace evograd;

namespace {

using Json = nlohmann::ordered_json;

constexpr int deepest = 16;  // nlohmann prints recursively
constexpr std::size_t most_columns = 10000;
constexpr const char* form = R"(each line is an object, e.g. {"text": "a text", "label": "a class"})";

std::string cause(const Json::exception& error) {
  const std::string text = error.what();
  return text.substr(text.find("] ") + 2);
}

Json parsed(std::string_view line, const std::string& place) {
  const auto shallow = [&](int depth, Json::parse_event_t, const Json&) {
    if (depth > deepest) throw Error(place, "is nested too deeply", form);
    return true;
  };
  try {
    auto value = Json::parse(line, shallow);
    if (!value.is_object()) throw Error(place, "is not a JSON object", form);
    return value;
  } catch (const Json::exception& error) {
    throw Error(
        place, "is not valid JSON: " + cause(error),
        line.starts_with('[') ? "the file may be one array: write each of its objects on a line of its own" : form);
  }
}

std::string cell_text(const Json& value) {
  if (value.is_null()) return {};
  if (value.is_string()) return value.get<std::string>();
  return value.dump(-1, ' ', false, Json::error_handler_t::replace);
}

}  // namespace

Records parse_json_lines(const std::string& text, const std::filesystem::path& file) {
  std::vector<std::string> columns;
  std::unordered_map<std::string, std::size_t> numbers;
  struct Row {
    std::int64_t line;
    std::vector<std::pair<std::size_t, std::string>> cells;
  };
  std::vector<Row> rows;
  std::int64_t line = 0;
  for (std::size_t start = 0; start < text.size();) {
    const auto end = std::min(text.find('\n', start), text.size());
    const auto here = std::string_view(text).substr(start, end - start);
    start = end + 1;
    ++line;
    if (here.find_first_not_of(" \t\r") == std::string_view::npos) continue;
    const auto place = fmt::format("{}:{}", file.string(), line);
    const auto object = parsed(here, place);
    Row row{line, {}};
    for (const auto& [name, value] : object.items()) {
      const auto [number, added] = numbers.emplace(name, columns.size());
      if (added) columns.push_back(name);
      if (columns.size() > most_columns)
        throw Error(place, "has yet another member: the objects differ in all of them", form);
      row.cells.emplace_back(number->second, cell_text(value));
    }
    rows.push_back(std::move(row));
  }
  if (rows.empty()) throw Error(file.string(), "has no row", form);
  if (columns.empty()) throw Error(file.string(), "has only empty objects", form);
  Records records(file, columns);
  std::vector<std::string_view> cells;
  for (const auto& row : rows) {
    cells.assign(columns.size(), {});
    for (const auto& [column, cell] : row.cells) cells[column] = cell;
    for (const auto& cell : cells) records.add_cell(cell);
    records.end_row(row.line);
  }
  return records;
}

}  // namespace data
