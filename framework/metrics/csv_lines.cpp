#include "framework/metrics/csv_lines.hpp"

#include "framework/metrics/named_numbers.hpp"

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

std::string csv_lines(const Json& line) {
  const auto begin = line["step"].dump() + "," + (line.contains("seconds") ? line["seconds"].dump() : "") + ",";
  std::string lines;
  for (const auto& [name, value] : named_numbers(line, /*with_curves=*/true)) {
    lines += begin + field(name) + "," + number(value) + "\n";
  }
  return lines;
}

}  // namespace evograd::host
