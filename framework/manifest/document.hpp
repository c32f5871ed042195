#pragma once

#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "evograd/options.hpp"
#include "framework/manifest/source_span.hpp"

namespace evograd::host {

struct Node;

/// A table of a manifest: its keys, with the positions of keys and values.
struct Table {
  SourceSpan span;
  std::vector<Node> nodes;

  const Node* find(std::string_view name) const;
  Node* find(std::string_view name);

  /// Replaces the node of that name, or adds it.
  void put(Node node);
};

/// A value that is not valid for any option.
struct Unusable {
  std::string what;  ///< "a date", "a list of mixed types"
};

/// A key and its value.
struct Node {
  std::string name;
  SourceSpan key;
  SourceSpan value;
  std::variant<OptionValue, Table, std::vector<Table>, Unusable> content;

  const Table* as_table() const { return std::get_if<Table>(&content); }
  Table* as_table() { return std::get_if<Table>(&content); }
};

/// Describes a node's value for messages: the value as TOML, "a table", "a list of tables", "a date".
std::string describe(const Node& node);

/// Applies `child` over `parent`: tables merge, everything else is replaced. A table whose `use` names another
/// component than the parent's is replaced too, since the options of one component do not apply to another.
void merge(Table& parent, const Table& child);

}  // namespace evograd::host
