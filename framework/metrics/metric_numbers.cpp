#include "framework/metrics/metric_numbers.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <string>
#include <utility>

#include "framework/files/json.hpp"
#include "framework/metrics/metric_fields.hpp"

namespace evograd::host {
namespace {

/// If a plugin gives a name twice, its last value counts, as in the JSON object.
Metrics each_once(const Metrics& numbers) {
  Metrics made;
  for (const auto& number : numbers) {
    const auto known =
        std::find_if(made.begin(), made.end(), [&](const auto& other) { return other.first == number.first; });
    if (known == made.end()) {
      made.push_back(number);
    } else {
      known->second = number.second;
    }
  }
  return made;
}

/// The label or x of a value on its picture; empty for a single number.
std::string place(const MetaParameterPicture& picture, std::size_t i) {
  if (i < picture.labels.size()) return "/" + picture.labels[i];
  if (i < picture.x.size()) return "/" + Json(picture.x[i]).dump();
  return "";
}

/// Collects the fields one after another.
struct FieldLister {
  bool with_curves;
  Metrics numbers = {};

  void operator()(const std::string& name, const std::optional<double>& number) {
    if (number) numbers.emplace_back(name, *number);
  }

  void operator()(const std::string& name, const std::vector<double>& list) {
    for (std::size_t i = 0; i < list.size(); ++i) numbers.emplace_back(fmt::format("{}/{}", name, i), list[i]);
  }

  void operator()(const std::string& name, const Metrics& group) {
    for (const auto& [key, number] : each_once(group)) numbers.emplace_back(name + "/" + key, number);
  }

  void operator()(const std::string& name, const std::optional<Metrics>& group) {
    if (group) (*this)(name, *group);
  }

  void operator()(const std::string& name, const ProbeMetrics& probe) {
    visit_numbers(probe, [&](const std::string& key, const auto& number) { (*this)(name + "/" + key, number); });
  }

  void operator()(const std::string& name, const std::vector<MetaParameterPicture>& pictures) {
    for (const auto& picture : pictures) {
      if (!picture.x.empty() && !with_curves) continue;
      for (std::size_t i = 0; i < picture.y.size(); ++i) {
        numbers.emplace_back(name + "/" + picture.name + place(picture, i), picture.y[i]);
      }
    }
  }
};

}  // namespace

Metrics metric_numbers(const MetricRecord& record, bool with_curves) {
  FieldLister lister{with_curves};
  std::visit([&](const auto& what) { visit_fields(what, lister); }, record.what);
  for (const auto& number : record.others) lister.numbers.push_back(number);
  return std::move(lister.numbers);
}

}  // namespace evograd::host
