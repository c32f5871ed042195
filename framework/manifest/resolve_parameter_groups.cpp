#include "framework/manifest/resolve_parameter_groups.hpp"

#include "evograd/error.hpp"
#include "framework/manifest/resolve_options.hpp"

namespace evograd::host {
namespace {

ResolvedOptions resolve_group(const Table& table, Diagnostics& diagnostics) {
  // The command line cannot name one of several tables.
  Overrides none({}, diagnostics);
  const auto errors = diagnostics.size();
  auto group = resolve_options(&table, parameter_group_specifications(),
                               {"optimizer.base.group", "in [[optimizer.base.group]]", {}, ""}, none, diagnostics);
  std::erase_if(group.values, [&](const auto& value) { return !table.find(value.first); });
  if (diagnostics.size() > errors) return group;
  try {
    parse_parameter_group(group.values);
  } catch (const Error& error) {
    diagnostics.add(table.span, "[[optimizer.base.group]]: " + error.cause(), error.help());
  }
  return group;
}

}  // namespace

std::vector<ResolvedOptions> resolve_parameter_groups(const Table* optimizer, Diagnostics& diagnostics) {
  const auto* node = optimizer ? optimizer->find("group") : nullptr;
  if (!node || Overrides::owns(*node)) return {};
  const auto* tables = std::get_if<std::vector<Table>>(&node->content);
  if (!tables) {
    diagnostics.add(node->key, "'group' is " + describe(*node) + ", must be a list of tables",
                    "write [[optimizer.base.group]]");
    return {};
  }
  std::vector<ResolvedOptions> groups;
  for (const auto& table : *tables) groups.push_back(resolve_group(table, diagnostics));
  return groups;
}

}  // namespace evograd::host
