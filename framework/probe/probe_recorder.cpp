#include "framework/probe/probe_recorder.hpp"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <utility>

namespace evograd::host {
namespace {

ProbeMetrics metrics_of(const ProbeReading& reading) {
  return {.cosine = reading.cosine,
          .scale_error = reading.scale_error,
          .norm_ratio = reading.norm_ratio,
          .predicted_cosine = reading.predicted_cosine,
          .same_point_cosine = reading.same_point_cosine};
}

}  // namespace

ProbeRecorder::ProbeRecorder(const ProbeOptions& options, Trainer& trainer, const DeviceMemory& memory, Report report)
    : options_(options), trainer_(trainer), memory_(memory), report_(std::move(report)) {
  if (options_.every == 0) return;
  trainer_.observe(
      [this](const BilevelStep& bilevel_step, const MetaGradient& estimate) { look(bilevel_step, estimate); });
}

ProbeRecorder::~ProbeRecorder() {
  if (options_.every > 0) trainer_.observe({});
}

void ProbeRecorder::look(const BilevelStep& bilevel_step, const MetaGradient& estimate) {
  if (meta_updates_++ % options_.every != 0) return;
  const auto begin = std::chrono::steady_clock::now();
  peak_before_ = std::max(peak_before_, memory_.peak_bytes());
  if (const auto reading = probe(trainer_.state(), bilevel_step, estimate, trainer_.needs(), options_.directions)) {
    readings_.push_back(*reading);
    report_(bilevel_step.step + 1, metrics_of(*reading));
  }
  memory_.reset_peak();
  seconds_ += std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
}

Json ProbeRecorder::state() const {
  Json readings = Json::array();
  for (const auto& reading : readings_) {
    Json numbers = {exact_json(reading.cosine), exact_json(reading.scale_error), exact_json(reading.norm_ratio)};
    for (const auto& number : {reading.predicted_cosine, reading.same_point_cosine}) {
      numbers.push_back(number ? exact_json(*number) : Json());
    }
    readings.push_back(numbers);
  }
  return {{"readings", readings}, {"meta_updates", meta_updates_}, {"peak_bytes", peak_bytes()}, {"seconds", seconds_}};
}

void ProbeRecorder::restore(const Json& state) {
  const auto optional = [](const Json& json) {
    return json.is_null() ? std::optional<double>() : std::optional(exact_number(json));
  };
  readings_.clear();
  for (const auto& numbers : state.at("readings")) {
    readings_.push_back({exact_number(numbers.at(0)), exact_number(numbers.at(1)), exact_number(numbers.at(2)),
                         optional(numbers.at(3)), optional(numbers.at(4))});
  }
  meta_updates_ = state.at("meta_updates").get<std::int64_t>();
  peak_before_ = state.at("peak_bytes").get<std::int64_t>();
  seconds_ = state.at("seconds").get<double>();
}

std::int64_t ProbeRecorder::peak_bytes() const { return std::max(peak_before_, memory_.peak_bytes()); }

Json ProbeRecorder::summary() const {
  if (readings_.empty()) return nullptr;
  const auto count = static_cast<double>(readings_.size());
  const auto mean = [&](auto&& value) {
    double sum = 0;
    for (const auto& reading : readings_) sum += value(reading);
    return sum / count;
  };
  const double cosine = mean([](const auto& reading) { return reading.cosine; });
  const double variance = mean([&](const auto& reading) { return std::pow(reading.cosine - cosine, 2); });
  Json made = {{"readings", readings_.size()},
               {"cosine", cosine},
               {"cosine_deviation", count > 1 ? std::sqrt(variance * count / (count - 1)) : 0},
               {"cosine_positive", mean([](const auto& reading) { return reading.cosine > 0 ? 1.0 : 0.0; })},
               {"scale_error", mean([](const auto& reading) { return reading.scale_error; })},
               {"norm_ratio", mean([](const auto& reading) { return reading.norm_ratio; })}};
  const auto predicted = [](const auto& reading) { return reading.predicted_cosine.has_value(); };
  if (std::all_of(readings_.begin(), readings_.end(), predicted)) {
    made["predicted_cosine"] = mean([](const auto& reading) { return reading.predicted_cosine.value_or(0); });
    made["same_point_cosine"] = mean([](const auto& reading) { return reading.same_point_cosine.value_or(0); });
  }
  return made;
}

}  // namespace evograd::host
