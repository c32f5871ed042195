#include "framework/metrics/metric_line.hpp"

#include "framework/files/json_text.hpp"
#include "framework/metrics/metric_fields.hpp"

namespace evograd::host {
namespace {

template <class List>
Json list_or_null(const List& list) {
  return list.empty() ? Json() : Json(list);
}

/// Writes the fields one after another.
struct FieldWriter {
  Json& line;

  void operator()(const char* key, const std::optional<double>& number) const {
    if (number) line[key] = *number;
  }

  void operator()(const char* key, const std::vector<double>& list) const {
    if (!list.empty()) line[key] = list;
  }

  void operator()(const char* key, const Metrics& group) const { line[key] = metrics_json(group); }

  void operator()(const char* key, const std::optional<Metrics>& group) const {
    if (group) line[key] = metrics_json(*group);
  }

  void operator()(const char* key, const ProbeMetrics& probe) const {
    Json group = Json::object();
    visit_numbers(probe, FieldWriter{group});
    line[key] = std::move(group);
  }

  void operator()(const char* key, const std::vector<MetaParameterPicture>& pictures) const {
    Json all = Json::array();
    for (const auto& picture : pictures) {
      all.push_back({{"name", picture.name},
                     {"x_name", picture.x_name.empty() ? Json() : Json(picture.x_name)},
                     {"x", list_or_null(picture.x)},
                     {"labels", list_or_null(picture.labels)},
                     {"y", picture.y}});
    }
    line[key] = std::move(all);
  }
};

}  // namespace

Json metrics_json(const Metrics& numbers) {
  Json made = Json::object();
  for (const auto& [name, value] : numbers) made[name] = value;
  return made;
}

std::string metric_line(const MetricRecord& record) {
  Json line = {{"step", record.step}};
  const FieldWriter write{line};
  // In each kind of line's established place, so that comparing files as text shows no difference.
  const bool seconds_first = std::holds_alternative<EvaluationMetrics>(record.what) ||
                             std::holds_alternative<MetaParameterMetrics>(record.what);
  if (seconds_first) write("seconds", record.seconds);
  std::visit([&](const auto& what) { visit_fields(what, write); }, record.what);
  for (const auto& [name, value] : record.others) line[name] = value;
  if (!seconds_first) write("seconds", record.seconds);
  return json_text(line);
}

}  // namespace evograd::host
