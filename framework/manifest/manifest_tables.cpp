#include "framework/manifest/manifest_tables.hpp"

#include <fmt/format.h>

namespace evograd::host {
namespace {

constexpr const char* kPlugin = "plugin.";
constexpr const char* kGroup = "optimizer.base.group.";

void add_options(const std::vector<OptionSpecification>& specifications, const ResolvedOptions& options,
                 ManifestTable& table) {
  for (const auto& option : specifications) {
    table.lines.push_back({option.name, options.values.at(option.name), options.origins.at(option.name)});
  }
}

template <class Component>
ManifestTable component_table(const char* kind, const Component& component) {
  ManifestTable table{kind, {{"use", component.entry->name, component.origins.at("use")}}};
  add_options(component.entry->options, component, table);
  return table;
}

ManifestTable optimizer_table(const char* name, const ResolvedOptimizer& optimizer) {
  ManifestTable table{name, {{"use", optimizer.options.kind, optimizer.origins.at("use")}}};
  add_options(optimizer_specifications(optimizer.options.kind), optimizer, table);
  return table;
}

void add_parameter_groups(const ResolvedOptimizer& optimizer, std::vector<ManifestTable>& tables) {
  for (std::size_t i = 0; i < optimizer.groups.size(); ++i) {
    const auto& group = optimizer.groups[i];
    tables.push_back({kGroup + fmt::to_string(i + 1), {}});
    for (const auto& option : parameter_group_specifications()) {
      const auto written = group.values.find(option.name);
      if (written == group.values.end()) continue;
      tables.back().lines.push_back({option.name, written->second, group.origins.at(option.name)});
    }
  }
}

template <class Resolved>
ManifestTable host_table(const char* name, const Resolved& resolved) {
  ManifestTable table{name, {}};
  add_options(decltype(resolved.options)::schema().specifications(), resolved, table);
  return table;
}

}  // namespace

std::string ManifestTable::header() const {
  if (name.starts_with(kPlugin)) return "[[plugin]]";
  if (name.starts_with(kGroup)) return "[[optimizer.base.group]]";
  return name.empty() ? "" : "[" + name + "]";
}

std::vector<ManifestTable> manifest_tables(const ResolvedManifest& manifest) {
  std::vector<ManifestTable> tables;
  tables.push_back({"",
                    {{"name", manifest.name, manifest.origins.at("name")},
                     {"seed", static_cast<std::int64_t>(manifest.seed), manifest.origins.at("seed")},
                     {"folder", manifest.folder.string(), "data paths are relative to it"}}});
  for (const auto& plugin : manifest.plugins) {
    tables.push_back(
        {kPlugin + plugin.name,
         {{"path", plugin.file.string(), plugin.name + " " + plugin.version}, {"sha256", plugin.sha256, ""}}});
  }
  tables.push_back(component_table("task", manifest.task));
  tables.push_back(component_table("backbone", manifest.backbone));
  tables.push_back(component_table("estimator", manifest.estimator));
  tables.push_back(optimizer_table("optimizer.base", manifest.base_optimizer));
  add_parameter_groups(manifest.base_optimizer, tables);
  tables.push_back(optimizer_table("optimizer.meta", manifest.meta_optimizer));
  tables.push_back(optimizer_table("optimizer.pretrain", manifest.pretrain_optimizer));
  tables.push_back(host_table("run", manifest.run));
  tables.push_back(host_table("pretrain", manifest.pretrain));
  tables.push_back(host_table("probe", manifest.probe));
  tables.push_back(host_table("distributed", manifest.distributed));
  tables.push_back(host_table("checkpoint", manifest.checkpoint));
  return tables;
}

}  // namespace evograd::host
