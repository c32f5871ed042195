#pragma once

#include <concepts>
#include <type_traits>

#include "framework/metrics/metric_record.hpp"

namespace evograd::host {

/// `Kind`, const for reading or mutable for filling.
template <class T, class Kind>
concept constant_or_not = std::same_as<std::remove_const_t<T>, Kind>;

/// Calls `visit(key, field)` for every field of a line of this kind other than step and seconds, in the line's order.
/// The JSON form of a line, its named numbers and its parsing all use this.
void visit_fields(constant_or_not<StepMetrics> auto& step, auto&& visit) {
  visit("training_loss", step.training_loss);
  visit("base_learning_rate", step.base_learning_rate);
  visit("meta_gradient_norm", step.meta_gradient_norm);
  visit("estimator_passes", step.estimator_passes);
  visit("lambda", step.lambda);
  visit("meta_gradient", step.meta_gradient);
  visit("estimator", step.estimator);
}

void visit_fields(constant_or_not<EvaluationMetrics> auto& evaluation, auto&& visit) {
  visit("evaluation", evaluation.numbers);
}

void visit_fields(constant_or_not<MetaParameterMetrics> auto& meta_parameters, auto&& visit) {
  visit("meta_parameters", meta_parameters.pictures);
}

void visit_fields(constant_or_not<ProbeMetrics> auto& probe, auto&& visit) { visit("probe", probe); }

/// The same for the numbers under the line's single key.
void visit_numbers(constant_or_not<ProbeMetrics> auto& probe, auto&& visit) {
  visit("cosine", probe.cosine);
  visit("scale_error", probe.scale_error);
  visit("norm_ratio", probe.norm_ratio);
  visit("predicted_cosine", probe.predicted_cosine);
  visit("same_point_cosine", probe.same_point_cosine);
}

}  // namespace evograd::host
