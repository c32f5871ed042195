#include "framework/metrics/csv_lines.hpp"

#include <fmt/core.h>

#include "framework/files/json.hpp"
#include "framework/metrics/metric_numbers.hpp"

namespace evograd::host {
namespace {

std::string field(const std::string& text) {
  if (text.find_first_of(",\"\r\n") == std::string::npos) return text;
  std::string quoted = "\"";
  for (const char letter : text) quoted += letter == '"' ? "\"\"" : std::string(1, letter);
  return quoted + "\"";
}

std::string number(double value) {
  const auto json = exact_json(value);
  return json.is_string() ? json.get<std::string>() : json.dump();
}

}  // namespace

std::string csv_lines(const MetricRecord& record) {
  const auto seconds = record.seconds ? Json(*record.seconds).dump() : "";
  const auto begin = fmt::format("{},{},", record.step, seconds);
  std::string lines;
  for (const auto& [name, value] : metric_numbers(record, /*with_curves=*/true)) {
    lines += fmt::format("{}{},{}\n", begin, field(name), number(value));
  }
  return lines;
}

}  // namespace evograd::host
