#pragma once

#include <string>
#include <utility>
#include <vector>

#include "framework/files/json.hpp"

namespace evograd::host {

/// The numbers of a line of metrics under names that say where in it they stand: "training_loss",
/// "evaluation/test_accuracy", "lambda/0", "meta_parameters/NAME/LABEL". null is not a number; step and seconds are
/// left out. Of curves the points are there where `with_curves`, by their x.
std::vector<std::pair<std::string, double>> named_numbers(const Json& line, bool with_curves);

}  // namespace evograd::host
