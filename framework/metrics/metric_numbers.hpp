#pragma once

#include "framework/metrics/metric_record.hpp"

namespace evograd::host {

/// The numbers of a record under names that say what they belong to: "training_loss", "evaluation/test_accuracy",
/// "lambda/0", "meta_parameters/NAME/LABEL". The points of curves are there where `with_curves`, by their x.
Metrics metric_numbers(const MetricRecord& record, bool with_curves);

}  // namespace evograd::host
