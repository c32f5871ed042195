#pragma once

#include "framework/metrics/metric_record.hpp"

namespace evograd::host {

/// The numbers of a record under qualified names: "training_loss", "evaluation/test_accuracy", "lambda/0",
/// "meta_parameters/NAME/LABEL". With `with_curves`, the points of curves are included, named by their x.
Metrics metric_numbers(const MetricRecord& record, bool with_curves);

}  // namespace evograd::host
