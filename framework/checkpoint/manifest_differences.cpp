#include "framework/checkpoint/manifest_differences.hpp"

#include <fmt/core.h>

#include <algorithm>

#include "evograd/error.hpp"
#include "framework/manifest/backbone_files.hpp"
#include "framework/manifest/manifest_tables.hpp"
#include "framework/manifest/nearest.hpp"
#include "framework/plugin/stamp.hpp"

namespace evograd::host {
namespace {

struct Value {
  std::string toml;
  std::string origin;
};

std::vector<std::pair<std::string, Value>> values_of(const ResolvedManifest& manifest) {
  std::vector<std::pair<std::string, Value>> all;
  for (const auto& table : manifest_tables(manifest)) {
    for (const auto& line : table.lines) {
      if (table.header() == "[[plugin]]" && line.key == "path") continue;  // the hash identifies it
      if (table.name == "distributed" && line.key != "split" && line.key != "batch_norm")
        continue;  // no number depends on it
      const auto key = table.name.empty() ? line.key : table.name + "." + line.key;
      all.emplace_back(key, Value{evograd::to_toml(line.value), line.origin});
    }
  }
  all.emplace_back("distributed.processes", Value{std::to_string(manifest.processes), ""});
  for (const auto& file : backbone_files(manifest)) {
    all.emplace_back("backbone." + file.option + ".sha256", Value{evograd::to_toml(file.sha256), file.path.string()});
  }
  const auto& host = host_stamp();
  all.emplace_back("host.sdk", Value{evograd::to_toml(to_string(host.sdk)), ""});
  all.emplace_back("host.torch", Value{evograd::to_toml(to_string(host.torch)), ""});
  return all;
}

bool covers(const std::string& allowed, const std::string& key) {
  return key == allowed || key.starts_with(allowed + ".");
}

/// Throws Error if one of `allowed` does not match any key, neither then nor now.
void require_known(const std::vector<std::string>& allowed, const Json& before, const ResolvedManifest& manifest) {
  std::vector<std::string> keys;
  for (const auto& [key, value] : values_of(manifest)) keys.push_back(key);
  for (const auto& [key, value] : before.items()) keys.push_back(key);
  for (const auto& word : allowed) {
    if (std::any_of(keys.begin(), keys.end(), [&](const auto& key) { return covers(word, key); })) continue;
    const auto near = nearest(word, keys);
    throw Error("--allow-change " + word, "is neither a key nor a table of the manifest",
                near.empty() ? "specify a key such as estimator.sigma" : "did you mean '" + near + "'?");
  }
}

std::string text_of(const ManifestDifference& difference) {
  return fmt::format("\n    {}: {} in the checkpoint, {} now{}", difference.key,
                     difference.before.empty() ? "not set" : difference.before,
                     difference.now.empty() ? "not set" : difference.now,
                     difference.origin.empty() ? "" : " (" + difference.origin + ")");
}

}  // namespace

Json manifest_values(const ResolvedManifest& manifest) {
  Json values = Json::object();
  for (const auto& [key, value] : values_of(manifest)) values[key] = value.toml;
  return values;
}

std::vector<ManifestDifference> manifest_differences(const Json& before, const ResolvedManifest& manifest) {
  std::vector<ManifestDifference> differences;
  Json gone = before;
  for (const auto& [key, value] : values_of(manifest)) {
    const auto there = before.value(key, std::string());
    if (there != value.toml) differences.push_back({key, there, value.toml, value.origin});
    gone.erase(key);
  }
  for (const auto& [key, value] : gone.items()) differences.push_back({key, value.get<std::string>(), "", ""});
  return differences;
}

void require_same_manifest(const std::filesystem::path& checkpoint, const Json& before,
                           const ResolvedManifest& manifest, const std::vector<std::string>& allowed) {
  require_known(allowed, before, manifest);
  std::string list;
  std::string flags;
  for (const auto& difference : manifest_differences(before, manifest)) {
    if (std::any_of(allowed.begin(), allowed.end(), [&](const auto& word) { return covers(word, difference.key); })) {
      continue;
    }
    list += text_of(difference);
    flags += " --allow-change " + difference.key;
  }
  if (list.empty()) return;
  throw Error(checkpoint.string(), "was made with a different manifest or different plugins:" + list,
              "restore these values, or resume anyway with" + flags);
}

}  // namespace evograd::host
