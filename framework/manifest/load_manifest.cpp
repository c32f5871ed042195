#include <fmt/core.h>

#include <algorithm>
#include <utility>

#include "framework/manifest/listed_plugins.hpp"
#include "framework/manifest/manifest.hpp"
#include "framework/manifest/nearest.hpp"
#include "framework/manifest/read_manifest.hpp"
#include "framework/manifest/resolve_component.hpp"
#include "framework/manifest/resolve_options.hpp"
#include "framework/manifest/resolve_parameter_groups.hpp"
#include "framework/plugin/search_path.hpp"

namespace evograd::host {
namespace {

/// Turns a document into a manifest, table by table.
class Resolver {
 public:
  Resolver(const Table& document, Overrides& overrides, Diagnostics& diagnostics)
      : document_(document), overrides_(overrides), diagnostics_(diagnostics) {}

  ResolvedManifest resolve(const std::filesystem::path& file, std::shared_ptr<PluginCatalog> catalog) {
    ResolvedManifest manifest;
    manifest.file = file;
    resolve_top_level(manifest);

    manifest.catalog =
        catalog ? std::move(catalog) : std::make_shared<PluginCatalog>(plugin_search_path(manifest.folder));
    const bool all_loaded = load_listed_plugins(document_, *manifest.catalog, diagnostics_);
    const ComponentSearch search{document_, *manifest.catalog, all_loaded, overrides_, diagnostics_, manifest.folder};
    manifest.task = resolve_component<TaskEntry>(search);
    manifest.backbone = resolve_component<BackboneEntry>(search);
    manifest.estimator = resolve_component<EstimatorEntry>(search);

    const auto* optimizers = table_of(document_, "optimizer", "optimizer");
    if (optimizers) report_unknown_optimizers(*optimizers);
    manifest.base_optimizer = optimizer(optimizers, "base", "sgd");
    manifest.meta_optimizer = optimizer(optimizers, "meta", "adam");
    manifest.pretrain_optimizer = optimizer(optimizers, "pretrain", "adam");
    resolve_table<RunOptions>("run", manifest.run);
    resolve_table<PretrainOptions>("pretrain", manifest.pretrain, manifest.folder);
    resolve_table<ProbeOptions>("probe", manifest.probe);
    resolve_table<DistributedOptions>("distributed", manifest.distributed);
    resolve_table<CheckpointOptions>("checkpoint", manifest.checkpoint);
    return manifest;
  }

 private:
  void resolve_top_level(ResolvedManifest& manifest) {
    const std::vector<OptionSpecification> options = {
        {"name", manifest.file.stem().string(), any_value(), "name of the run"},
        {"seed", std::int64_t{1}, at_least(0), "seed from which every random number is derived"},
        {"folder", std::string(), evograd::path(), "folder to which data paths are relative"},
    };
    const auto resolved = resolve_options(&document_, options,
                                          {"",
                                           "",
                                           {"extends", "plugin", "task", "backbone", "estimator", "optimizer", "run",
                                            "pretrain", "probe", "distributed", "checkpoint"},
                                           ""},
                                          overrides_, diagnostics_);
    manifest.origins = resolved.origins;
    manifest.seed = static_cast<std::uint64_t>(std::get<std::int64_t>(resolved.values.at("seed")));
    manifest.name = std::get<std::string>(resolved.values.at("name"));
    if (manifest.name.empty() || manifest.name.find('/') != std::string::npos || manifest.name.starts_with('.')) {
      const auto* node = document_.find("name");
      diagnostics_.add(node ? node->value : document_.span,
                       "'name' is \"" + manifest.name + "\", must be a valid folder name");
    }

    const auto written = std::get<std::string>(resolved.values.at("folder"));
    const auto* node = document_.find("folder");
    manifest.folder = written.empty() ? manifest.file.parent_path() : path_from(node->value, written);
    manifest.folder = std::filesystem::absolute(manifest.folder / ".").lexically_normal();
    if (!manifest.folder.has_filename()) manifest.folder = manifest.folder.parent_path();
  }

  /// The table `name`, or nullptr if it is missing or, after an error is reported, is not a table.
  const Table* table_of(const Table& parent, const std::string& name, const std::string& title) {
    const auto* node = parent.find(name);
    if (!node || node->as_table() || Overrides::owns(*node)) return node ? node->as_table() : nullptr;
    diagnostics_.add(node->key, fmt::format("'{}' is {}, must be a table", name, describe(*node)),
                     "write [" + title + "]");
    return nullptr;
  }

  void report_unknown_optimizers(const Table& optimizers) {
    static const std::vector<std::string> roles = {"base", "meta", "pretrain"};
    for (const auto& node : optimizers.nodes) {
      if (std::find(roles.begin(), roles.end(), node.name) != roles.end() || Overrides::owns(node)) continue;
      diagnostics_.add(node.key, "unknown key '" + node.name + "' in [optimizer]",
                       suggestion(node.name, "keys", roles));
    }
  }

  ResolvedOptimizer optimizer(const Table* optimizers, const std::string& role, const std::string& default_kind) {
    const auto path = "optimizer." + role;
    const auto* table = optimizers ? table_of(*optimizers, role, path) : nullptr;
    ResolvedOptimizer result;
    result.options.kind = default_kind;
    result.origins["use"] = "default";
    overrides_.announce(path + ".use");

    const auto errors = diagnostics_.size();
    if (const auto* use = table ? table->find("use") : nullptr) {
      const auto kinds = optimizer_kinds();
      const auto* value = std::get_if<OptionValue>(&use->content);
      const auto* kind = value ? std::get_if<std::string>(value) : nullptr;
      if (!kind || std::find(kinds.begin(), kinds.end(), *kind) == kinds.end()) {
        diagnostics_.add(use->value, "no optimizer named " + (kind ? "'" + *kind + "'" : describe(*use)),
                         suggestion(kind ? *kind : "", "optimizers", kinds));
        overrides_.announce_unknowable(path);
        return result;
      }
      result.options.kind = *kind;
      result.origins["use"] = origin(use->value);
    }

    const auto kind = result.options.kind;
    std::vector<std::string> reserved = {"use"};
    if (role == "base") {
      reserved.emplace_back("group");
      result.groups = resolve_parameter_groups(table, diagnostics_);
    }
    const auto options =
        resolve_options(table, optimizer_specifications(kind), {path, "for optimizer '" + kind + "'", reserved, ""},
                        overrides_, diagnostics_);
    result.values = options.values;
    result.origins.insert(options.origins.begin(), options.origins.end());
    if (diagnostics_.size() > errors) return result;
    try {
      result.options = parse_optimizer(kind, result.values);
      for (const auto& group : result.groups) result.options.groups.push_back(parse_parameter_group(group.values));
    } catch (const Error& error) {
      diagnostics_.add(table ? table->span : document_.span, "[" + path + "]: " + error.cause(), error.help());
    }
    return result;
  }

  /// The host's own table `name`, whose settings are an `Options` struct.
  template <class Options, class Resolved>
  void resolve_table(const std::string& name, Resolved& table, const std::filesystem::path& folder = {}) {
    const auto errors = diagnostics_.size();
    static_cast<ResolvedOptions&>(table) =
        resolve_options(table_of(document_, name, name), Options::schema().specifications(),
                        {name, "in [" + name + "]", {}, "", folder}, overrides_, diagnostics_);
    if (diagnostics_.size() == errors) table.options = Options::schema().parse(table.values);
  }

  const Table& document_;
  Overrides& overrides_;
  Diagnostics& diagnostics_;
};

std::vector<PluginInfo> plugins_of(const ResolvedManifest& manifest) {
  std::vector<PluginInfo> plugins;
  for (const auto* plugin : {manifest.task.plugin, manifest.backbone.plugin, manifest.estimator.plugin}) {
    const auto is_this = [&](const PluginInfo& other) { return other.file == plugin->file; };
    if (std::none_of(plugins.begin(), plugins.end(), is_this)) plugins.push_back(*plugin);
  }
  return plugins;
}

}  // namespace

ResolvedManifest load_manifest(const ManifestRequest& request, std::shared_ptr<PluginCatalog> catalog) {
  Diagnostics diagnostics;
  auto document = read_manifest(request.file, diagnostics);
  // A file that cannot be read or parsed leaves gaps, so any further error would be unreliable.
  diagnostics.raise_if_any();

  Overrides overrides(request, diagnostics);
  overrides.apply(document);
  auto manifest = Resolver(document, overrides, diagnostics).resolve(request.file, std::move(catalog));
  overrides.report_unknown_keys(diagnostics);
  diagnostics.raise_if_any();
  manifest.plugins = plugins_of(manifest);
  return manifest;
}

}  // namespace evograd::host
