#include "framework/check/suites/all_checks.hpp"

#include <algorithm>

#include "framework/check/suites/suites.hpp"

namespace evograd::host::check {

const std::vector<Check>& all_checks() {
  static const auto checks = [] {
    std::vector<Check> all;
    for (const auto suite : {library_checks, component_checks, estimator_contract_checks, estimator_number_checks,
                             estimator_metamorphic_checks, estimator_stress_checks, backbone_checks,
                             backbone_number_checks, backbone_stress_checks, task_contract_checks,
                             task_capability_checks, task_number_checks, task_stress_checks}) {
      for (auto& check : suite()) all.push_back(std::move(check));
    }
    std::stable_sort(all.begin(), all.end(), [](const Check& a, const Check& b) { return a.level < b.level; });
    return all;
  }();
  return checks;
}

}  // namespace evograd::host::check
