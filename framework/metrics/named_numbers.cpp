#include "framework/metrics/named_numbers.hpp"

#include <limits>

namespace evograd::host {
namespace {

using Numbers = std::vector<std::pair<std::string, double>>;

double number_of(const Json& json) {
  return json.is_number() ? json.get<double>() : std::numeric_limits<double>::quiet_NaN();
}

void add_picture(const Json& picture, bool with_curves, Numbers& numbers) {
  const auto name = "meta_parameters/" + picture["name"].get<std::string>();
  const auto& y = picture["y"];
  const bool curve = picture["x"].is_array();
  if (curve && !with_curves) return;
  for (std::size_t i = 0; i < y.size(); ++i) {
    std::string place;
    if (curve) place = "/" + picture["x"][i].dump();
    if (picture["labels"].is_array()) place = "/" + picture["labels"][i].get<std::string>();
    numbers.emplace_back(name + place, number_of(y[i]));
  }
}

void add(const std::string& name, const Json& value, Numbers& numbers) {
  if (value.is_object()) {
    for (const auto& [key, inner] : value.items()) add(name + "/" + key, inner, numbers);
  } else if (value.is_array()) {
    for (std::size_t i = 0; i < value.size(); ++i) add(name + "/" + std::to_string(i), value[i], numbers);
  } else {
    numbers.emplace_back(name, number_of(value));
  }
}

}  // namespace

Numbers named_numbers(const Json& line, bool with_curves) {
  Numbers numbers;
  for (const auto& [name, value] : line.items()) {
    if (name == "step" || name == "seconds") continue;
    if (name == "meta_parameters") {
      for (const auto& picture : value) add_picture(picture, with_curves, numbers);
    } else {
      add(name, value, numbers);
    }
  }
  return numbers;
}

}  // namespace evograd::host
