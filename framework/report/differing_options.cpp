#include "framework/report/differing_options.hpp"

#include <map>

namespace evograd::host {
namespace {

bool differ(const DifferingOption& option, const std::vector<ReportedRun>& runs) {
  const std::optional<ReportedOption>* first = nullptr;
  for (std::size_t i = 0; i < runs.size(); ++i) {
    if (runs[i].manifest.empty()) continue;
    const auto& value = option.values[i];
    if (first == nullptr) {
      first = &value;
    } else if (value.has_value() != first->has_value() || (value && value->value != (*first)->value)) {
      return true;
    }
  }
  return false;
}

}  // namespace

std::vector<DifferingOption> differing_options(const std::vector<ReportedRun>& runs) {
  std::vector<DifferingOption> all;
  std::map<std::string, std::size_t> places;
  for (std::size_t i = 0; i < runs.size(); ++i) {
    for (const auto& table : runs[i].manifest) {
      for (const auto& option : table.options) {
        const auto name = table.name.empty() ? option.name : table.name + "." + option.name;
        const auto place = places.try_emplace(name, all.size()).first->second;
        if (place == all.size()) all.push_back({name, std::vector<std::optional<ReportedOption>>(runs.size())});
        all[place].values[i] = option;
      }
    }
  }
  std::erase_if(all, [&](const auto& option) { return !differ(option, runs); });
  return all;
}

}  // namespace evograd::host
