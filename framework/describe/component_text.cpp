#include "framework/describe/component_text.hpp"

#include <fmt/core.h>

#include <nlohmann/json.hpp>

#include "framework/describe/component_facts.hpp"
#include "framework/text_table/text_table.hpp"

namespace evograd::host {
namespace {

/// A default as JSON; TOML's scalars and lists are also valid JSON, except for infinities.
nlohmann::ordered_json json_value(const OptionValue& value) {
  return std::visit([](const auto& held) { return nlohmann::ordered_json(held); }, value);
}

TextTable options_table(const ComponentEntry& entry) {
  TextTable table({"OPTION", "TYPE", "DEFAULT", "RANGE", "WHAT IT IS"});
  for (const auto& option : entry.options) {
    table.add({option.name, type_name(option.default_value), evograd::to_toml(option.default_value),
               option.constraint.empty() ? "any" : option.constraint.description, option.sentence});
  }
  return table;
}

}  // namespace

nlohmann::ordered_json component_as_json(const ComponentView& component, const Registry& registry) {
  const auto& entry = *component.entry;
  auto options = nlohmann::ordered_json::array();
  for (const auto& option : entry.options) {
    options.push_back({{"name", option.name},
                       {"type", type_name(option.default_value)},
                       {"default", json_value(option.default_value)},
                       {"range", option.constraint.description},
                       {"sentence", option.sentence}});
  }
  auto facts = nlohmann::ordered_json::object();
  for (const auto& [name, fact] : facts_of(component, registry)) facts[name] = fact;
  return {{"name", entry.name},
          {"kind", component.kind},
          {"plugin", component.plugin->name},
          {"version", component.plugin->version},
          {"file", component.plugin->file.string()},
          {"summary", entry.description.summary},
          {"cost", entry.description.cost},
          {"citation", entry.description.citation},
          {"facts", facts},
          {"options", options}};
}

std::string component_as_text(const ComponentView& component, const Registry& registry) {
  const auto& entry = *component.entry;
  std::string text = fmt::format("{}: {} of plugin {} {}\n  {}\n", entry.name, component.kind, component.plugin->name,
                                 component.plugin->version, entry.description.summary);
  if (!entry.description.cost.empty()) text += "  Cost: " + entry.description.cost + "\n";
  if (!entry.description.citation.empty()) text += "  From: " + entry.description.citation + "\n";

  for (const auto& [name, fact] : facts_of(component, registry)) text += fmt::format("  {}: {}\n", name, fact);
  std::string toml = fmt::format("[{}]\nuse = \"{}\"\n", component.kind, entry.name);
  for (const auto& option : entry.options) {
    toml += option.name + " = " + evograd::to_toml(option.default_value) + "\n";
  }
  text += entry.options.empty() ? "\nNo options.\n" : "\n" + options_table(entry).text();
  return text + "\n" + toml;
}

std::string component_as_markdown(const ComponentView& component, const Registry& registry) {
  const auto& entry = *component.entry;
  std::string text = fmt::format("### {}\n\n{}\n", entry.name, entry.description.summary);
  const auto item = [&](const std::string& name, const std::string& content) {
    if (!content.empty()) text += "\n* " + name + ": " + content;
  };
  item("Cost", entry.description.cost);
  for (const auto& [name, fact] : facts_of(component, registry)) item(name, fact);
  item("From", entry.description.citation);
  return text + "\n\n" + (entry.options.empty() ? "No options.\n" : options_table(entry).markdown());
}

}  // namespace evograd::host
