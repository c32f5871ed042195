#include "framework/optimizer/optimizer_ranges.hpp"

#include <fmt/core.h>
#include <fnmatch.h>

#include <algorithm>

#include "evograd/error.hpp"
#include "evograd/text.hpp"

namespace evograd::host {
namespace {

constexpr std::size_t kNamed = 12;  // parameters that a message lists

bool matches(const std::string& pattern, const std::string& name) {
  return fnmatch(pattern.c_str(), name.c_str(), 0) == 0;
}

bool matches(const ParameterGroup& group, const std::string& name) {
  return std::any_of(group.parameters.begin(), group.parameters.end(),
                     [&](const auto& pattern) { return matches(pattern, name); });
}

void require_matches(const OptimizerOptions& options, const FlatLayout& layout) {
  std::vector<std::string> names;
  for (const auto& segment : layout.segments()) names.push_back(segment.name);
  for (std::size_t i = 0; i < options.groups.size(); ++i) {
    for (const auto& pattern : options.groups[i].parameters) {
      if (std::any_of(names.begin(), names.end(), [&](const auto& name) { return matches(pattern, name); })) continue;
      throw Error(fmt::format("[[optimizer.base.group]] {}", i + 1),
                  "the pattern " + in_quotes(pattern) + " matches no parameter",
                  "the parameters are " + comma_separated(std::move(names), kNamed));
    }
  }
}

OptimizerOptions options_of(const OptimizerOptions& options, const std::string& name) {
  auto own = options;
  own.groups.clear();
  // From the last group to the first, whose settings prevail.
  for (auto group = options.groups.rbegin(); group != options.groups.rend(); ++group) {
    if (!matches(*group, name)) continue;
    own.lr = group->lr.value_or(own.lr);
    own.weight_decay = group->weight_decay.value_or(own.weight_decay);
  }
  return own;
}

}  // namespace

std::vector<OptimizerRange> optimizer_ranges(const OptimizerOptions& options, const FlatLayout& layout) {
  if (options.groups.empty()) return {{0, layout.size(), options}};
  require_matches(options, layout);
  std::vector<OptimizerRange> ranges;
  const auto& segments = layout.segments();
  for (std::size_t i = 0; i < segments.size(); ++i) {
    const auto own = options_of(options, segments[i].name);
    const auto end = i + 1 < segments.size() ? segments[i + 1].offset : layout.size();
    const bool same =
        !ranges.empty() && ranges.back().options.lr == own.lr && ranges.back().options.weight_decay == own.weight_decay;
    if (!same) ranges.push_back({segments[i].offset, 0, own});
    ranges.back().length = end - ranges.back().begin;
  }
  return ranges;
}

}  // namespace evograd::host
