#pragma once

#include <vector>

#include "framework/check/engine/check.hpp"

namespace evograd::host::check {

// The checks of one kind and level each.
std::vector<Check> library_checks();
std::vector<Check> component_checks();
std::vector<Check> estimator_contract_checks();
std::vector<Check> estimator_number_checks();
std::vector<Check> estimator_metamorphic_checks();
std::vector<Check> estimator_stress_checks();
std::vector<Check> backbone_checks();
std::vector<Check> backbone_number_checks();
std::vector<Check> backbone_stress_checks();
std::vector<Check> task_contract_checks();
std::vector<Check> task_capability_checks();
std::vector<Check> task_number_checks();
std::vector<Check> task_stress_checks();

}  // namespace evograd::host::check
