#include "framework/report/reported_manifest.hpp"

namespace evograd::host {
namespace {

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

}  // namespace evograd::host
