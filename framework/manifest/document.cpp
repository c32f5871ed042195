#include "framework/manifest/document.hpp"

#include <algorithm>
#include <utility>

namespace evograd::host {

const Node* Table::find(std::string_view name) const {
  const auto found = std::find_if(nodes.begin(), nodes.end(), [&](const Node& node) { return node.name == name; });
  return found == nodes.end() ? nullptr : &*found;
}

Node* Table::find(std::string_view name) { return const_cast<Node*>(std::as_const(*this).find(name)); }

void Table::put(Node node) {
  if (auto* present = find(node.name)) {
    *present = std::move(node);
  } else {
    nodes.push_back(std::move(node));
  }
}

std::string describe(const Node& node) {
  struct Describer {
    std::string operator()(const OptionValue& value) const { return to_toml(value); }
    std::string operator()(const Table&) const { return "a table"; }
    std::string operator()(const std::vector<Table>&) const { return "a list of tables"; }
    std::string operator()(const Unusable& unusable) const { return unusable.what; }
  };
  return std::visit(Describer{}, node.content);
}

namespace {

bool use_differs(const Table& parent, const Table& child) {
  const auto* before = parent.find("use");
  const auto* after = child.find("use");
  return before && after && describe(*before) != describe(*after);
}

}  // namespace

void merge(Table& parent, const Table& child) {
  // A table keeps the position it has in a file; a single value from the command line does not move it.
  if (!child.span.is_command_line()) parent.span = child.span;
  for (const auto& node : child.nodes) {
    auto* present = parent.find(node.name);
    if (present && present->as_table() && node.as_table() && !use_differs(*present->as_table(), *node.as_table())) {
      merge(*present->as_table(), *node.as_table());
      if (!node.key.is_command_line()) {
        present->key = node.key;
        present->value = node.value;
      }
    } else {
      parent.put(node);
    }
  }
}

}  // namespace evograd::host
