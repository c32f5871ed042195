#include "framework/plugin/plugin_catalog.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <fstream>
#include <iterator>
#include <utility>

#include "evograd/text.hpp"
#include "framework/plugin/compatibility.hpp"
#include "framework/plugin/library.hpp"
#include "framework/plugin/search_path.hpp"
#include "framework/plugin/sha256.hpp"
#include "framework/plugin/whole_file.hpp"

namespace evograd::host {
namespace {

std::string contents_of(const std::filesystem::path& file) {
  std::error_code failure;
  const auto status = std::filesystem::status(file, failure);
  if (status.type() == std::filesystem::file_type::not_found) {
    throw PluginError(file.string(), "does not exist", "", "build the plugin, or correct the path");
  }
  if (failure) throw PluginError(file.string(), "cannot be read: " + failure.message(), "", "correct the path");
  std::ifstream stream;
  std::string bytes;
  // Nothing else is opened: opening a pipe would block.
  if (status.type() == std::filesystem::file_type::regular) {
    stream.open(file, std::ios::binary);
    bytes.assign(std::istreambuf_iterator<char>(stream), {});
  }
  if (!stream.is_open() || !stream) {
    throw PluginError(file.string(), "cannot be read", "",
                      "it must be a regular file that you have permission to read");
  }
  return bytes;
}

void require_hash(const PluginInfo& plugin, const std::string& expected) {
  if (expected.empty() || plugin.sha256 == expected) return;
  throw PluginError(plugin.file.string(), "is not the file that the manifest pins",
                    "its sha256: " + plugin.sha256 + "\n        pinned:     " + expected,
                    "restore that file, or remove 'sha256' to run with this one");
}

}  // namespace

PluginCatalog::PluginCatalog(std::vector<std::filesystem::path> folders) : folders_(std::move(folders)) {}

const PluginInfo& PluginCatalog::load_file(const std::filesystem::path& file, const std::string& expected_hash) {
  const auto bytes = contents_of(file);
  const auto exact = std::filesystem::canonical(file);
  for (const auto& loaded : registry_.plugins()) {
    if (loaded.file != exact) continue;
    require_hash(loaded, expected_hash);
    return loaded;
  }

  PluginInfo plugin;
  plugin.file = exact;
  plugin.sha256 = sha256(bytes);
  require_hash(plugin, expected_hash);
  require_whole(exact, bytes);
  const auto stamp = stamp_of(exact, bytes);
  plugin.warnings = require_compatible(exact.string(), stamp, host_stamp());
  plugin.name = stamp.plugin_name;
  plugin.version = stamp.plugin_version;
  plugin.stamp = stamp.text;

  const auto symbols = load_library(exact);
  if (symbols.stamp != stamp.text) {
    throw PluginError(exact.string(), "was replaced while it was being loaded",
                      "read: " + stamp.text + "\n        loaded: " + symbols.stamp, "run again");
  }
  return registry_.add(std::move(plugin), symbols.entry);
}

const PluginInfo& PluginCatalog::load_named(const std::string& name, const std::string& expected_hash) {
  for (const auto& folder : folders_) {
    const auto file = folder / (name + ".so");
    if (std::filesystem::exists(file)) return load_file(file, expected_hash);
  }
  const std::vector<std::string> folders(folders_.begin(), folders_.end());
  throw PluginError("plugin '" + name + "'", "is not installed",
                    fmt::format("there is no {}.so in: {}", name, comma_separated(folders)),
                    fmt::format("add its folder to EVOGRAD_PLUGIN_PATH, or give its file: path = \"…/{}.so\"", name));
}

void PluginCatalog::load_all() {
  for (const auto& file : unseen_files({})) try_to_load(file);
}

std::vector<std::filesystem::path> PluginCatalog::unseen_files(const std::string& first_name) const {
  // A file hides those of the same name in later folders, as load_named() would.
  std::vector<std::string> seen;
  const auto is_new = [&](const std::string& name) { return std::find(seen.begin(), seen.end(), name) == seen.end(); };
  for (const auto& plugin : registry_.plugins()) seen.push_back(plugin.file.filename());
  for (const auto& file : refused_files_) seen.push_back(file.filename());

  std::vector<std::filesystem::path> files;
  for (const auto& folder : folders_) {
    for (const auto& file : plugin_files(folder)) {
      if (!is_new(file.filename())) continue;
      seen.push_back(file.filename());
      files.push_back(file);
    }
  }
  const auto first = first_name.substr(0, first_name.find('/'));
  std::stable_partition(files.begin(), files.end(), [&](const auto& file) { return file.stem() == first; });
  return files;
}

void PluginCatalog::try_to_load(const std::filesystem::path& file) {
  try {
    load_file(file);
  } catch (const PluginError& error) {
    refused_files_.push_back(file);
    refused_.push_back(error);
  }
}

}  // namespace evograd::host
