#include "framework/checkpoint/rate_jumps.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <cmath>
#include <optional>

#include "evograd/error.hpp"
#include "framework/manifest/toml_reader.hpp"
#include "framework/optimizer/flat_optimizer.hpp"

namespace evograd::host {
namespace {

/// A value of manifest_values(), which is TOML.
std::optional<OptionValue> value_of(const Json& values, const std::string& key) {
  const auto found = values.find(key);
  if (found == values.end() || !found->is_string()) return std::nullopt;
  const auto node = parse_toml_value(found->get<std::string>());
  const auto* value = node ? std::get_if<OptionValue>(&node->content) : nullptr;
  return value != nullptr ? std::optional(*value) : std::nullopt;
}

std::optional<std::int64_t> steps_of(const Json& values) {
  const auto value = value_of(values, "run.steps");
  const auto* steps = value ? std::get_if<std::int64_t>(&*value) : nullptr;
  return steps != nullptr ? std::optional(*steps) : std::nullopt;
}

/// The optimizer `role` of the checkpoint; nothing if this version does not know all of its settings.
std::optional<OptimizerOptions> optimizer_of(const Json& values, const std::string& role) {
  const auto table = "optimizer." + role + ".";
  const auto use = value_of(values, table + "use");
  const auto* kind = use ? std::get_if<std::string>(&*use) : nullptr;
  const auto kinds = optimizer_kinds();
  if (kind == nullptr || std::find(kinds.begin(), kinds.end(), *kind) == kinds.end()) return std::nullopt;
  OptionValues options;
  for (const auto& option : optimizer_specifications(*kind)) {
    if (auto value = value_of(values, table + option.name)) options[option.name] = std::move(*value);
  }
  try {
    return parse_optimizer(*kind, options);
  } catch (const Error&) {
    return std::nullopt;
  }
}

}  // namespace

std::vector<std::string> rate_jumps(const Json& before, const ResolvedManifest& manifest, std::int64_t step) {
  const auto total = steps_of(before);
  const auto now_total = manifest.run.options.steps;
  if (!total || step == 0 || step >= now_total) return {};
  std::vector<std::string> sentences;
  for (const auto& [role, now] :
       {std::pair{"base", &manifest.base_optimizer.options}, std::pair{"meta", &manifest.meta_optimizer.options}}) {
    const auto then = optimizer_of(before, role);
    if (!then) continue;
    const double planned = scheduled_rate(*then, step, *total);
    const double actual = scheduled_rate(*now, step, now_total);
    if (std::abs(actual - planned) <= 1e-9 * std::max(std::abs(actual), std::abs(planned))) continue;
    sentences.push_back(fmt::format(
        "the learning rate of [optimizer.{}] jumps at step {}: the step before took {:.4g}, this one takes {:.4g} "
        "(schedule \"{}\" over {} steps{})",
        role, step, scheduled_rate(*then, step - 1, *total), actual, now->schedule, now_total,
        *total != now_total ? fmt::format(", {} before", *total) : ""));
  }
  return sentences;
}

}  // namespace evograd::host
