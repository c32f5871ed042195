#include "framework/manifest/backbone_files.hpp"

#include <algorithm>
#include <map>
#include <mutex>
#include <tuple>

#include "framework/plugin/sha256.hpp"

namespace evograd::host {
namespace {

using std::filesystem::path;

/// The hash of `file` as it is now; empty if it cannot be read.
std::string hash_of(const path& file) {
  static std::mutex mutex;
  static std::map<std::tuple<path, std::uintmax_t, std::filesystem::file_time_type>, std::string> known;
  std::error_code error;
  const auto size = std::filesystem::file_size(file, error);
  const auto time = error ? std::filesystem::file_time_type() : std::filesystem::last_write_time(file, error);
  if (error) return {};
  const std::lock_guard lock(mutex);
  auto& hash = known[{file, size, time}];
  if (hash.empty()) hash = sha256_of_file(file);
  return hash;
}

bool is_weights_file(const path& file) {
  std::error_code error;
  const auto ending = file.extension();
  return std::filesystem::is_regular_file(file, error) && (ending == ".safetensors" || ending == ".json");
}

std::vector<path> weights_files(const path& folder) {
  std::error_code error;
  std::vector<path> files;
  for (const auto& entry : std::filesystem::directory_iterator(folder, error)) {
    if (is_weights_file(entry.path())) files.push_back(entry.path());
  }
  std::sort(files.begin(), files.end());
  return files;
}

/// Calls `visit` with the name and the value of each option that is a path and not empty.
template <class Visit>
void for_each_path(const ResolvedManifest& manifest, const Visit& visit) {
  if (manifest.backbone.entry == nullptr) return;
  for (const auto& option : manifest.backbone.entry->options) {
    const auto found = manifest.backbone.values.find(option.name);
    if (!option.constraint.is_path || found == manifest.backbone.values.end()) continue;
    const auto& value = found->second;
    if (const auto* text = std::get_if<std::string>(&value); text != nullptr && !text->empty()) {
      visit(option.name, *text);
    }
    if (const auto* texts = std::get_if<std::vector<std::string>>(&value)) {
      for (const auto& text : *texts) visit(option.name, text);
    }
  }
}

path absolute(const ResolvedManifest& manifest, const std::string& written) {
  return (manifest.folder / written).lexically_normal();
}

}  // namespace

OptionValues with_absolute_paths(const ResolvedManifest& manifest) {
  auto values = manifest.backbone.values;
  for (const auto& option : manifest.backbone.entry->options) {
    const auto found = values.find(option.name);
    if (!option.constraint.is_path || found == values.end()) continue;
    auto& value = found->second;
    if (auto* text = std::get_if<std::string>(&value); text != nullptr && !text->empty()) {
      *text = absolute(manifest, *text).string();
    }
    if (auto* texts = std::get_if<std::vector<std::string>>(&value)) {
      for (auto& text : *texts) text = absolute(manifest, text).string();
    }
  }
  return values;
}

std::vector<BackboneFile> backbone_files(const ResolvedManifest& manifest) {
  std::vector<BackboneFile> files;
  const auto add = [&](const std::string& option, const path& file) {
    auto hash = hash_of(file);
    if (!hash.empty()) files.push_back({option, file, std::move(hash)});
  };
  for_each_path(manifest, [&](const std::string& option, const std::string& written) {
    const auto place = absolute(manifest, written);
    std::error_code error;
    if (!std::filesystem::is_directory(place, error)) return add(option, place);
    for (const auto& file : weights_files(place)) add(option + "/" + file.filename().string(), file);
  });
  return files;
}

}  // namespace evograd::host
