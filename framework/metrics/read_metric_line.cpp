#include <fmt/core.h>

#include <limits>

#include "framework/metrics/metric_fields.hpp"
#include "framework/metrics/metric_line.hpp"

namespace evograd::host {
namespace {

/// NaN for null, which represents non-finite numbers in JSON.
double number(const Json& value, const std::string& name) {
  if (value.is_null()) return std::numeric_limits<double>::quiet_NaN();
  if (!value.is_number()) {
    throw DamagedMetricLine(fmt::format("'{}' is {}, not a number", name, value.dump().substr(0, 40)));
  }
  return value.get<double>();
}

std::vector<double> numbers(const Json& values, const std::string& name) {
  if (!values.is_array()) throw DamagedMetricLine("'" + name + "' is not a list");
  std::vector<double> all;
  for (const auto& value : values) all.push_back(number(value, name));
  return all;
}

Metrics group(const Json& values, const std::string& name) {
  if (!values.is_object()) throw DamagedMetricLine("'" + name + "' is not a JSON object");
  Metrics all;
  for (const auto& [key, value] : values.items()) all.emplace_back(key, number(value, key));
  return all;
}

MetaParameterPicture picture(const Json& json) {
  const auto name = json.is_object() ? json.value("name", Json()) : Json();
  if (!name.is_string()) throw DamagedMetricLine("a meta-parameter has no name");
  MetaParameterPicture made;
  made.name = name.get<std::string>();
  if (const auto x_name = json.value("x_name", Json()); x_name.is_string()) made.x_name = x_name.get<std::string>();
  made.y = numbers(json.value("y", Json()), "y");
  if (const auto x = json.value("x", Json()); !x.is_null()) made.x = numbers(x, "x");
  if (const auto labels = json.value("labels", Json()); labels.is_array()) {
    for (const auto& label : labels) {
      made.labels.push_back(label.is_string() ? label.get<std::string>() : label.dump());
    }
  }
  for (const auto places : {made.x.size(), made.labels.size()}) {
    if (places == 0 || places == made.y.size()) continue;
    throw DamagedMetricLine(fmt::format("a meta-parameter has {} values for {} places", made.y.size(), places));
  }
  return made;
}

/// Reads the fields one after another and removes them from the line; a field that the line lacks stays empty.
struct FieldReader {
  Json& line;

  std::optional<Json> take(const std::string& key) const {
    const auto found = line.find(key);
    if (found == line.end()) return std::nullopt;
    Json value = std::move(*found);
    line.erase(found);
    return value;
  }

  void operator()(const std::string& key, std::optional<double>& field) const {
    const auto value = take(key);
    if (value && (value->is_number() || value->is_null()))
      field = number(*value, key);  // otherwise from another version
  }

  void operator()(const std::string& key, std::vector<double>& field) const {
    if (const auto value = take(key)) field = numbers(*value, key);
  }

  void operator()(const std::string& key, Metrics& field) const {
    if (const auto value = take(key)) field = group(*value, key);
  }

  void operator()(const std::string& key, std::optional<Metrics>& field) const {
    if (const auto value = take(key)) field = group(*value, key);
  }

  void operator()(const std::string& key, ProbeMetrics& field) const {
    Metrics readings;
    (*this)(key, readings);
    for (const auto& [name, value] : readings) {
      bool known = false;
      visit_numbers(field, [&, &name = name, &value = value](const std::string& own, std::optional<double>& number) {
        if (own != name) return;
        number = value;
        known = true;
      });
      if (!known) line[key + "/" + name] = value;  // kept among the others
    }
  }

  void operator()(const std::string& key, std::vector<MetaParameterPicture>& field) const {
    const auto value = take(key);
    if (!value || !value->is_array()) throw DamagedMetricLine("'" + key + "' is not a list");
    for (const auto& json : *value) field.push_back(picture(json));
  }
};

/// An empty record of the kind that the line's keys indicate.
MetricRecord empty_record(const Json& line) {
  MetricRecord record;
  if (line.contains("evaluation")) record.what = EvaluationMetrics{};
  if (line.contains("meta_parameters")) record.what = MetaParameterMetrics{};
  if (line.contains("probe")) record.what = ProbeMetrics{};
  return record;
}

}  // namespace

MetricRecord read_metric_line(const std::string& line) {
  auto json = Json::parse(line, nullptr, /*allow_exceptions=*/false);
  if (json.is_discarded()) throw CutMetricLine("is not JSON");
  if (!json.is_object()) throw DamagedMetricLine("is not a JSON object");
  auto record = empty_record(json);
  const FieldReader reader{json};
  const auto step = reader.take("step");
  if (!step || !step->is_number_integer() || step->get<std::int64_t>() < 0) throw DamagedMetricLine("has no 'step'");
  record.step = step->get<std::int64_t>();
  if (const auto seconds = reader.take("seconds")) record.seconds = number(*seconds, "seconds");
  std::visit([&](auto& what) { visit_fields(what, reader); }, record.what);
  for (const auto& [key, value] : json.items()) {
    if (value.is_number() || value.is_null()) record.others.emplace_back(key, number(value, key));
  }
  return record;
}

}  // namespace evograd::host
