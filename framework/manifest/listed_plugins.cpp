#include "framework/manifest/listed_plugins.hpp"

#include <fmt/core.h>

#include <algorithm>

#include "framework/manifest/nearest.hpp"
#include "framework/manifest/read_manifest.hpp"

namespace evograd::host {
namespace {

bool is_sha256(const std::string& text) {
  return text.size() == 64 && text.find_first_not_of("0123456789abcdef") == std::string::npos;
}

/// One [[plugin]] table.
class PluginListing {
 public:
  PluginListing(const Table& table, PluginCatalog& catalog, Diagnostics& diagnostics)
      : table_(table), catalog_(catalog), diagnostics_(diagnostics) {}

  void load() {
    report_unknown_keys();
    const auto errors = diagnostics_.size();
    const auto name = text("name");
    const auto path = text("path");
    const auto hash = text("sha256");
    if (!hash.empty() && !is_sha256(hash)) {
      diagnostics_.add(table_.find("sha256")->value, "'sha256' must be 64 hexadecimal digits in lower case",
                       "sha256sum FILE.so prints it");
    }
    if (diagnostics_.size() > errors) return;
    if (name.empty() == path.empty()) {
      diagnostics_.add(table_.span,
                       name.empty() ? "[[plugin]] does not name a plugin" : "[[plugin]] has both 'name' and 'path'",
                       "write name = \"evograd\" for a plugin on the search path, or path = \"folder/evograd.so\"");
      return;
    }
    load(name, path, hash);
  }

 private:
  void report_unknown_keys() {
    const std::vector<std::string> known = {"name", "path", "sha256"};
    for (const auto& node : table_.nodes) {
      if (std::find(known.begin(), known.end(), node.name) != known.end()) continue;
      diagnostics_.add(node.key, "unknown key '" + node.name + "' in [[plugin]]", suggestion(node.name, "keys", known));
    }
  }

  std::string text(const std::string& key) {
    const auto* node = table_.find(key);
    if (!node) return {};
    const auto* value = std::get_if<OptionValue>(&node->content);
    const auto* written = value ? std::get_if<std::string>(value) : nullptr;
    if (written && !written->empty()) return *written;
    diagnostics_.add(node->value, fmt::format("'{}' is {}, must be a string", key, describe(*node)));
    return {};
  }

  void load(const std::string& name, const std::string& path, const std::string& hash) {
    const auto& place = table_.find(name.empty() ? "path" : "name")->value;
    try {
      if (name.empty()) {
        catalog_.load_file(path_from(place, path), hash);
      } else {
        catalog_.load_named(name, hash);
      }
    } catch (const PluginError& error) {
      diagnostics_.add(place, error.summary(), error.help(),
                       error.note().empty() ? std::vector<std::string>{} : std::vector{error.note()});
    }
  }

  const Table& table_;
  PluginCatalog& catalog_;
  Diagnostics& diagnostics_;
};

}  // namespace

bool load_listed_plugins(const Table& document, PluginCatalog& catalog, Diagnostics& diagnostics) {
  const auto errors = diagnostics.size();
  const auto* node = document.find("plugin");
  if (!node || node->key.is_command_line()) return true;
  if (const auto* tables = std::get_if<std::vector<Table>>(&node->content)) {
    for (const auto& table : *tables) PluginListing(table, catalog, diagnostics).load();
  } else {
    diagnostics.add(node->key, "'plugin' is " + describe(*node) + ", must be a list of tables", "write [[plugin]]");
  }
  return diagnostics.size() == errors;
}

}  // namespace evograd::host
