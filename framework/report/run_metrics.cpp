#include "framework/report/run_metrics.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <fstream>
#include <utility>

#include "evograd/error.hpp"
#include "framework/metrics/metric_line.hpp"
#include "framework/metrics/metric_numbers.hpp"

namespace evograd::host {
namespace {

void forget_from(Curve& curve, double step) {
  const auto kept = std::lower_bound(curve.steps.begin(), curve.steps.end(), step) - curve.steps.begin();
  curve.steps.resize(static_cast<std::size_t>(kept));
  curve.values.resize(static_cast<std::size_t>(kept));
}

/// Collects the metrics, one record after another.
class Reader {
 public:
  void take(MetricRecord record) {
    begin_step(record.step);
    if (record.seconds) add_seconds(*record.seconds);
    if (auto* step = std::get_if<StepMetrics>(&record.what)) leave_out_long_lambda(*step);
    if (auto* parameters = std::get_if<MetaParameterMetrics>(&record.what)) {
      for (auto& picture : std::exchange(parameters->pictures, {})) add_picture(std::move(picture));
    }
    for (const auto& [name, value] : metric_numbers(record, /*with_curves=*/false)) add(metrics.curves[name], value);
  }

  RunMetrics metrics;

 private:
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
    if (seconds + seconds_before_ < last) seconds_before_ = last;  // a resumed run's clock restarted
    add(metrics.seconds, seconds + seconds_before_);
  }

  void leave_out_long_lambda(StepMetrics& step) {
    metrics.lambda_size = std::max(metrics.lambda_size, step.lambda.size());
    for (auto* list : {&step.lambda, &step.meta_gradient}) {
      if (list->size() > drawn_lambda_size) list->clear();
    }
  }

  void add_picture(MetaParameterPicture picture) {
    if (picture.x.empty() && picture.labels.empty() && picture.y.size() == 1) {
      add(metrics.curves[meta_parameter_prefix + picture.name], picture.y.front());
      return;
    }
    if (picture.x.empty() && picture.y.size() > 1) {
      for (std::size_t i = picture.labels.size(); i < picture.y.size(); ++i) {
        picture.labels.push_back(fmt::to_string(i));
      }
    }
    add_state(picture.name, picture.x_name,
              {static_cast<double>(metrics.last_step), std::move(picture.x), std::move(picture.labels),
               std::move(picture.y)});
  }

  void add_state(const std::string& name, const std::string& x_name, MetaParameterState state) {
    auto& all = metrics.meta_parameters;
    auto known = std::find_if(all.begin(), all.end(), [&](const auto& parameter) { return parameter.name == name; });
    if (known == all.end()) known = all.insert(all.end(), {name, x_name, {}});
    if (!known->states.empty() && known->states.back().step == state.step) known->states.pop_back();
    known->states.push_back(std::move(state));
  }

  double seconds_before_ = 0;
};

}  // namespace

RunMetrics read_metrics(const std::filesystem::path& file) {
  std::ifstream stream(file, std::ios::binary);
  if (!stream) {
    if (!std::filesystem::exists(file)) return {};
    throw Error(file.string(), "cannot be read", "check its permissions");
  }
  Reader reader;
  std::int64_t line_number = 0;
  for (std::string line; std::getline(stream, line);) {
    ++line_number;
    if (line.empty()) continue;
    try {
      reader.take(read_metric_line(line));
    } catch (const DamagedMetricLine& damage) {
      const bool is_last = stream.peek() == std::ifstream::traits_type::eof();
      if (is_last && dynamic_cast<const CutMetricLine*>(&damage) != nullptr) {
        reader.metrics.cut_off = true;
        continue;
      }
      throw Error(fmt::format("{}:{}", file.string(), line_number), damage.what(),
                  "the file is damaged; delete the line to report on the rest");
    }
  }
  return reader.metrics;
}

}  // namespace evograd::host
