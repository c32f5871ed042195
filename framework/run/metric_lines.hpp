#pragma once

#include <string>
#include <vector>

#include "evograd/meta_parameter_picture.hpp"
#include "evograd/metrics.hpp"
#include "framework/files/json.hpp"
#include "framework/trainer/trainer.hpp"

namespace evograd::host {

/// Named numbers as an object.
Json metrics_json(const Metrics& numbers);

/// The line of metrics of a step.
Json step_line(const StepReport& report);

/// What is said of an evaluation on the console.
std::string metrics_text(std::int64_t step, const Metrics& metrics);

/// How the meta-parameters look, as a list of {"name", "x_name", "x", "labels", "y"}; what is empty is null.
Json pictures_json(const std::vector<MetaParameterPicture>& pictures);

}  // namespace evograd::host
