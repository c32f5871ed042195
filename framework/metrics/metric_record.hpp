#pragma once

#include <cstdint>
#include <optional>
#include <variant>
#include <vector>

#include "evograd/meta_parameter_picture.hpp"
#include "evograd/metrics.hpp"

namespace evograd::host {

/// The metrics of one step; everything below the learning rate belongs to its meta update and is empty without one.
struct StepMetrics {
  std::optional<double> training_loss{};
  std::optional<double> base_learning_rate{};
  std::optional<double> meta_gradient_norm{};
  std::optional<double> estimator_passes{};  ///< in forward passes
  std::vector<double> lambda{};              ///< before the meta update; empty if λ has many numbers
  std::vector<double> meta_gradient{};       ///< likewise
  std::optional<Metrics> estimator{};        ///< what the estimator logged
};

/// The metrics of an evaluation.
struct EvaluationMetrics {
  Metrics numbers{};
};

/// The pictures of the meta-parameters at an evaluation.
struct MetaParameterMetrics {
  std::vector<MetaParameterPicture> pictures{};
};

/// The quality of an estimate; the last two are for estimates with random directions.
struct ProbeMetrics {
  std::optional<double> cosine{};
  std::optional<double> scale_error{};
  std::optional<double> norm_ratio{};
  std::optional<double> predicted_cosine{};
  std::optional<double> same_point_cosine{};
};

/// The kinds of lines.
using AnyMetrics = std::variant<StepMetrics, EvaluationMetrics, MetaParameterMetrics, ProbeMetrics>;

/// The contents of one line of a run's metrics. A number that the line lacks is empty.
struct MetricRecord {
  std::int64_t step = 0;  ///< steps taken
  AnyMetrics what{};
  std::optional<double> seconds{};  ///< since the start
  Metrics others{};                 ///< from a line of another version, under names unknown to this one
};

}  // namespace evograd::host
