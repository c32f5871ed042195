#include "framework/manifest/resolve_options.hpp"

#include <fmt/core.h>

#include <algorithm>

#include "evograd/text.hpp"
#include "framework/manifest/nearest.hpp"
#include "framework/manifest/written_text.hpp"

namespace evograd::host {
namespace {

std::vector<std::string> names_of(const std::vector<OptionSpecification>& options) {
  std::vector<std::string> names;
  for (const auto& option : options) names.push_back(option.name);
  return names;
}

void report_unknown(const Table& table, const std::vector<OptionSpecification>& options, const OptionOwner& owner,
                    Diagnostics& diagnostics) {
  const bool top_level = owner.table.empty();
  const std::string noun = top_level ? "key" : "option";
  auto shown = names_of(options);
  auto known = shown;
  known.insert(known.end(), owner.reserved.begin(), owner.reserved.end());
  if (top_level) shown = known;
  for (const auto& node : table.nodes) {
    if (Overrides::owns(node) || std::find(known.begin(), known.end(), node.name) != known.end()) continue;
    const auto best = nearest(node.name, known);
    diagnostics.add(node.key, fmt::format("unknown {} '{}'{}", noun, node.name, top_level ? "" : " " + owner.title),
                    (best.empty() ? "" : "did you mean '" + best + "'? ") + noun + "s: " + comma_separated(shown) +
                        (owner.more.empty() ? "" : "  (" + owner.more + ")"));
  }
}

/// Makes the strings of `value` usable; false after an objection is reported.
bool make_usable(OptionValue& value, const Node& node, const OptionSpecification& option,
                 const std::filesystem::path& folder, Diagnostics& diagnostics) {
  const auto usable = [&](std::string& text) {
    const auto [cause, help] = objection_to(text, option.constraint.is_path);
    if (!cause.empty()) {
      diagnostics.add(node.value, fmt::format("'{}' is {}, which {}", option.name, describe(node), cause), help);
      return false;
    }
    text = usable_text(text, folder);
    return true;
  };
  if (auto* text = std::get_if<std::string>(&value)) return usable(*text);
  auto* list = std::get_if<std::vector<std::string>>(&value);
  return list == nullptr || std::all_of(list->begin(), list->end(), usable);
}

/// The value at `node`, if it is valid for `option`.
const OptionValue* accepted(const Node& node, const OptionSpecification& option, const std::filesystem::path& folder,
                            OptionValue& value, Diagnostics& diagnostics) {
  const auto* written = std::get_if<OptionValue>(&node.content);
  if (!written) {
    if (!(Overrides::owns(node) && node.as_table())) {
      diagnostics.add(node.value, fmt::format("'{}' is {}, must be {}", option.name, describe(node),
                                              a_value_of(option.default_value)));
    }
    return nullptr;
  }
  value = *written;
  const auto reason = reject(option, value);
  if (reason.empty()) return make_usable(value, node, option, folder, diagnostics) ? &value : nullptr;
  const auto* text = std::get_if<std::string>(written);
  const auto best = text ? nearest(*text, option.constraint.choices) : "";
  diagnostics.add(node.value, reason, best.empty() ? "" : "did you mean '" + best + "'?");
  return nullptr;
}

}  // namespace

ResolvedOptions resolve_options(const Table* table, const std::vector<OptionSpecification>& options,
                                const OptionOwner& owner, Overrides& overrides, Diagnostics& diagnostics) {
  ResolvedOptions resolved;
  if (table) report_unknown(*table, options, owner, diagnostics);
  for (const auto& option : options) {
    overrides.announce(owner.table.empty() ? option.name : owner.table + "." + option.name);
    resolved.values[option.name] = option.default_value;
    resolved.origins[option.name] = "default";
    const auto* node = table ? table->find(option.name) : nullptr;
    OptionValue value;
    if (!node || !accepted(*node, option, owner.folder, value, diagnostics)) continue;
    resolved.values[option.name] = value;
    resolved.origins[option.name] = origin(node->value);
  }
  return resolved;
}

}  // namespace evograd::host
