#pragma once

#include <set>
#include <string>
#include <vector>

#include "framework/manifest/diagnostics.hpp"
#include "framework/manifest/document.hpp"
#include "framework/manifest/manifest_request.hpp"

namespace evograd::host {

/// What the command line says over a manifest: `--estimator NAME` and its like put the component's defaults in place of
/// the table, then each `--set a.b=value` sets one existing key.
class Overrides {
 public:
  /// Malformed settings are added to `diagnostics`.
  Overrides(const ManifestRequest& request, Diagnostics& diagnostics);

  void apply(Table& document) const;

  /// Says that the key exists; every key of the schema is to be announced before report_unknown_keys().
  void announce(const std::string& dotted_key) { known_.push_back(dotted_key); }

  /// Says that nothing can be said of the keys of `table`, as its component is not known.
  void announce_unknowable(const std::string& table) { unknowable_.push_back(table + "."); }

  /// Adds an error for each setting whose key has not been announced.
  void report_unknown_keys(Diagnostics& diagnostics) const;

  /// Whether report_unknown_keys() is the one to judge that `node` is there at all.
  static bool owns(const Node& node) { return node.key.file == "--set"; }

 private:
  struct Setting {
    std::string dotted_key;
    Node node;  ///< named by the last part of the key
  };

  void read_setting(const std::string& text, std::size_t number, Diagnostics& diagnostics);

  std::vector<Node> components_;
  std::vector<Setting> settings_;
  std::vector<std::string> known_;
  std::vector<std::string> unknowable_;
};

}  // namespace evograd::host
