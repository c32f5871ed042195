#pragma once

#include <set>
#include <string>
#include <vector>

#include "framework/manifest/diagnostics.hpp"
#include "framework/manifest/document.hpp"
#include "framework/manifest/manifest_request.hpp"

namespace evograd::host {

/// The command line's overrides of a manifest: `--estimator NAME` and the like replace the table with the component's
/// defaults, then each `--set a.b=value` sets one existing key.
class Overrides {
 public:
  /// Malformed settings are added to `diagnostics`.
  Overrides(const ManifestRequest& request, Diagnostics& diagnostics);

  void apply(Table& document) const;

  /// Declares that the key exists; call it for every key of the schema before report_unknown_keys().
  void announce(const std::string& dotted_key) { known_.push_back(dotted_key); }

  /// Declares that the keys of `table` cannot be checked, because its component is unknown.
  void announce_unknowable(const std::string& table) { unknowable_.push_back(table + "."); }

  /// Adds an error for each setting whose key has not been announced.
  void report_unknown_keys(Diagnostics& diagnostics) const;

  /// Whether report_unknown_keys() decides if `node` may be there at all.
  static bool owns(const Node& node) { return node.key.file == "--set"; }

 private:
  struct Setting {
    std::string dotted_key;
    Node node;  ///< named after the last part of the key
  };

  void read_setting(const std::string& text, std::size_t number, Diagnostics& diagnostics);

  std::vector<Node> components_;
  std::vector<Setting> settings_;
  std::vector<std::string> known_;
  std::vector<std::string> unknowable_;
};

}  // namespace evograd::host
