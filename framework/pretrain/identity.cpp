#include "framework/pretrain/identity.hpp"

#include <sstream>

#include "framework/manifest/backbone_files.hpp"

namespace evograd::host {
namespace {

std::string line(const std::string& key, const OptionValue& value) {
  return key + " = " + evograd::to_toml(value) + "\n";
}

std::string lines(const std::string& table, const OptionValues& values) {
  std::string all;
  for (const auto& [name, value] : values) all += line(table + "." + name, value);
  return all;
}

template <RegistryEntry Entry>
std::string component_line(const ResolvedComponent<Entry>& component) {
  return std::string(kind_name<Entry>()) + " = " + component.plugin->name + "/" + component.entry->name + " " +
         component.plugin->version + "\n";
}

/// The content of the files that the backbone starts from.
std::string file_lines(const ResolvedManifest& manifest) {
  std::string all;
  for (const auto& file : backbone_files(manifest)) all += line("backbone." + file.option + ".sha256", file.sha256);
  return all;
}

}  // namespace

std::string identity_of(const ResolvedManifest& manifest, const InputSpecification& input,
                        const Pretraining& pretraining, int processes) {
  const auto& options = manifest.pretrain.options;
  const auto& optimizer = manifest.pretrain_optimizer;
  const auto& word = manifest.run.options.autocast;
  const auto autocast = word == "none" ? std::string() : line("run.autocast", word);
  return component_line(manifest.backbone) + lines("backbone", manifest.backbone.values) + file_lines(manifest) +
         line("input.shape", input.shape) + line("input.vocabulary", input.vocabulary) +
         line("pretrain.steps", options.steps) + line("pretrain.seed", options.seed) +
         line("optimizer.pretrain.use", optimizer.options.kind) + lines("optimizer.pretrain", optimizer.values) +
         line("run.dtype", manifest.run.options.dtype) + autocast +
         (processes > 1 ? line("distributed.processes", std::int64_t{processes}) : "") + component_line(manifest.task) +
         pretraining.identity() + "\n";
}

std::string first_difference(const std::string& there, const std::string& now) {
  std::istringstream old_lines(there);
  std::istringstream new_lines(now);
  while (true) {
    std::string old_line;
    std::string new_line;
    const bool more_old = static_cast<bool>(std::getline(old_lines, old_line));
    const bool more_new = static_cast<bool>(std::getline(new_lines, new_line));
    if (!more_old && !more_new) return "";
    if (old_line != new_line) return "'" + old_line + "' in the file, '" + new_line + "' now";
  }
}

}  // namespace evograd::host
