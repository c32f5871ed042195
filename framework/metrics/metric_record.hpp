#pragma once

#include <cstdint>
#include <optional>
#include <variant>
#include <vector>

#include "evograd/meta_parameter_picture.hpp"
#include "evograd/metrics.hpp"

namespace evograd::host {

/// What one step did; all below the learning rate is of its meta update and empty where there was none.
struct StepMetrics {
  std::optional<double> training_loss{};
  std::optional<double> base_learning_rate{};
  std::optional<double> meta_gradient_norm{};
  std::optional<double> estimator_passes{};  ///< in forward passes
  std::vector<double> lambda{};              ///< before the meta update; empty where λ has many numbers
  std::vector<double> meta_gradient{};       ///< likewise
  std::optional<Metrics> estimator{};        ///< what the estimator logged
};

/// What an evaluation gave.
struct EvaluationMetrics {
  Metrics numbers{};
};

/// How the meta-parameters looked at an evaluation.
struct MetaParameterMetrics {
  std::vector<MetaParameterPicture> pictures{};
};

/// How good an estimate was; the last two are of estimates through random directions.
struct ProbeMetrics {
  std::optional<double> cosine{};
  std::optional<double> scale_error{};
  std::optional<double> norm_ratio{};
  std::optional<double> predicted_cosine{};
  std::optional<double> same_point_cosine{};
};

/// One of the kinds of lines.
using AnyMetrics = std::variant<StepMetrics, EvaluationMetrics, MetaParameterMetrics, ProbeMetrics>;

/// What one line of a run's metrics says. A number that the line lacks is empty.
struct MetricRecord {
  std::int64_t step = 0;  ///< steps taken
  AnyMetrics what{};
  std::optional<double> seconds{};  ///< since the beginning
  Metrics others{};                 ///< read from a line of another version, under names that this one does not know
};

}  // namespace evograd::host
