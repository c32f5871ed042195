#include "framework/report/run_metrics.hpp"

#include <algorithm>
#include <cmath>
#include <fstream>
#include <limits>

#include "evograd/error.hpp"
#include "framework/files/json.hpp"

namespace evograd::host {
namespace {

void forget_from(Curve& curve, double step) {
  const auto kept = std::lower_bound(curve.steps.begin(), curve.steps.end(), step) - curve.steps.begin();
  curve.steps.resize(static_cast<std::size_t>(kept));
  curve.values.resize(static_cast<std::size_t>(kept));
}

/// Takes in one line after the other.
class Reader {
 public:
  explicit Reader(std::string file) : file_(std::move(file)) {}

  /// Throws Error when it is damaged.
  void take(const Json& line, std::int64_t line_number) {
    line_number_ = line_number;
    if (!line.is_object()) refuse(line.is_discarded() ? "is no JSON" : "is no JSON object");
    const auto step = line.value("step", Json());
    if (!step.is_number_integer() || step.get<std::int64_t>() < 0) refuse("has no 'step'");
    begin_step(step.get<std::int64_t>());
    for (const auto& [key, value] : line.items()) {
      if (key == "seconds") {
        add_seconds(number(value, key));
      } else if (key == "evaluation" || key == "estimator" || key == "probe") {
        add_group(key, value);
      } else if (key == "lambda" || key == "meta_gradient") {
        add_list(key, numbers(value, key));
      } else if (key == "meta_parameters") {
        add_meta_parameters(value);
      } else if (key != "step" && (value.is_number() || value.is_null())) {
        add(metrics.curves[key], number(value, key));
      }  // a later version may write more
    }
  }

  RunMetrics metrics;

 private:
  [[noreturn]] void refuse(const std::string& why) const {
    throw Error(file_ + ":" + std::to_string(line_number_), why,
                "this file is damaged; delete the line if the rest is worth a report");
  }

  /// NaN for null, which is how JSON has what is not finite.
  double number(const Json& value, const std::string& name) const {
    if (value.is_null()) return std::numeric_limits<double>::quiet_NaN();
    if (!value.is_number()) refuse("'" + name + "' is " + value.dump().substr(0, 40) + ", no number");
    return value.get<double>();
  }

  std::vector<double> numbers(const Json& values, const std::string& name) const {
    if (!values.is_array()) refuse("'" + name + "' is no list");
    std::vector<double> all;
    for (const auto& value : values) all.push_back(number(value, name));
    return all;
  }

  void begin_step(std::int64_t step) {
    if (step < metrics.last_step) {
      metrics.repeats_steps = true;
      const auto first = static_cast<double>(step);
      for (auto& [name, curve] : metrics.curves) forget_from(curve, first);
      forget_from(metrics.seconds, first);
      for (auto& parameter : metrics.meta_parameters) {
        std::erase_if(parameter.states, [&](const auto& state) { return state.step >= first; });
      }
    }
    metrics.last_step = step;
  }

  void add(Curve& curve, double value) const {
    const auto step = static_cast<double>(metrics.last_step);
    if (!curve.steps.empty() && curve.steps.back() == step) {
      curve.values.back() = value;
    } else {
      curve.add(step, value);
    }
  }

  void add_seconds(double seconds) {
    if (!std::isfinite(seconds)) return;
    const double last = metrics.seconds.values.empty() ? 0 : metrics.seconds.values.back();
    if (seconds + seconds_before_ < last) seconds_before_ = last;  // a resumed run's clock began again
    add(metrics.seconds, seconds + seconds_before_);
  }

  void add_group(const std::string& group, const Json& values) {
    if (!values.is_object()) refuse("'" + group + "' is no JSON object");
    for (const auto& [name, value] : values.items()) add(metrics.curves[group + "/" + name], number(value, name));
  }

  void add_list(const std::string& name, const std::vector<double>& values) {
    if (name == "lambda") metrics.lambda_size = std::max(metrics.lambda_size, values.size());
    if (values.size() > drawn_lambda_size) return;
    for (std::size_t i = 0; i < values.size(); ++i) add(metrics.curves[name + "/" + std::to_string(i)], values[i]);
  }

  void add_meta_parameters(const Json& parameters) {
    if (!parameters.is_array()) refuse("'meta_parameters' is no list");
    for (const auto& parameter : parameters) {
      const auto name = parameter.is_object() ? parameter.value("name", Json()) : Json();
      if (!name.is_string()) refuse("a meta-parameter has no name");
      auto now = state(parameter);
      if (now.x.empty() && now.labels.empty() && now.y.size() == 1) {
        add(metrics.curves[meta_parameter_prefix + name.get<std::string>()], now.y.front());
      } else {
        const auto x_name = parameter.value("x_name", Json());
        add_state(name, x_name.is_string() ? x_name.get<std::string>() : "", std::move(now));
      }
    }
  }

  MetaParameterState state(const Json& parameter) const {
    MetaParameterState made;
    made.step = static_cast<double>(metrics.last_step);
    made.y = numbers(parameter.value("y", Json()), "y");
    if (const auto x = parameter.value("x", Json()); !x.is_null()) made.x = numbers(x, "x");
    if (const auto labels = parameter.value("labels", Json()); labels.is_array()) {
      for (const auto& label : labels)
        made.labels.push_back(label.is_string() ? label.get<std::string>() : label.dump());
    }
    for (const auto places : {made.x.size(), made.labels.size()}) {
      if (places == 0 || places == made.y.size()) continue;
      refuse("a meta-parameter has " + std::to_string(made.y.size()) + " values for " + std::to_string(places) +
             " places");
    }
    if (made.x.empty() && made.y.size() > 1) {
      for (std::size_t i = made.labels.size(); i < made.y.size(); ++i) made.labels.push_back(std::to_string(i));
    }
    return made;
  }

  void add_state(const std::string& name, const std::string& x_name, MetaParameterState state) {
    auto& all = metrics.meta_parameters;
    auto known = std::find_if(all.begin(), all.end(), [&](const auto& parameter) { return parameter.name == name; });
    if (known == all.end()) known = all.insert(all.end(), {name, x_name, {}});
    if (!known->states.empty() && known->states.back().step == state.step) known->states.pop_back();
    known->states.push_back(std::move(state));
  }

  std::string file_;
  std::int64_t line_number_ = 0;
  double seconds_before_ = 0;
};

}  // namespace

RunMetrics read_metrics(const std::filesystem::path& file) {
  std::ifstream stream(file, std::ios::binary);
  if (!stream) {
    if (!std::filesystem::exists(file)) return {};
    throw Error(file.string(), "cannot be read", "look at its rights");
  }
  Reader reader(file.string());
  std::int64_t line_number = 0;
  for (std::string line; std::getline(stream, line);) {
    ++line_number;
    if (line.empty()) continue;
    const auto json = Json::parse(line, nullptr, /*allow_exceptions=*/false);
    if (json.is_discarded() && stream.peek() == std::ifstream::traits_type::eof()) {
      reader.metrics.cut_off = true;
    } else {
      reader.take(json, line_number);
    }
  }
  return reader.metrics;
}

}  // namespace evograd::host
