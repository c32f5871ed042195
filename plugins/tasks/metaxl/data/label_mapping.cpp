#include "tasks/metaxl/data/label_mapping.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <set>

#include "evograd/error.hpp"
#include "evograd/text.hpp"
#include "tasks/metaxl/data/iob.hpp"

namespace metaxl {

using namespace evograd;

namespace {

/// Calls `visit` with every tag.
template <class Parts, class Visit>
void for_each_tag(Parts& parts, const Visit& visit) {
  for (auto& part : parts.parts) {
    for (auto& sentence : part.sentences) {
      for (auto& tag : sentence.tags) visit(tag);
    }
  }
}

}  // namespace

std::vector<std::string> labels_of(const TaggedParts& parts, TagScheme scheme) {
  std::set<std::string, std::less<>> labels;
  for_each_tag(parts, [&](const std::string& tag) {
    if (scheme == TagScheme::iob2 && tag == "O") return;
    const auto label = scheme == TagScheme::iob2 ? parsed_iob(tag).value().type : std::string_view(tag);
    if (!labels.contains(label)) labels.emplace(label);
  });
  return {labels.begin(), labels.end()};
}

LabelMapping::LabelMapping(const std::vector<std::string>& rules) {
  for (const auto& rule : rules) {
    const auto middle = rule.find('=');
    const bool both = middle != rule.npos && middle > 0 && middle + 1 < rule.size();
    if (!both || rule.find('=', middle + 1) != rule.npos) {
      throw Error("label_mapping", "the rule '" + rule + "' is not of the form LABEL=LABEL",
                  "'DATE=O' maps DATE to O, outside all entities");
    }
    if (!renamed_.emplace(rule.substr(0, middle), rule.substr(middle + 1)).second) {
      throw Error("label_mapping", "has two rules for '" + rule.substr(0, middle) + "'", "keep one rule");
    }
  }
}

void LabelMapping::apply(TaggedParts& parts, TagScheme scheme) const {
  if (renamed_.empty()) return;
  for_each_tag(parts, [&](std::string& tag) {
    if (scheme == TagScheme::iob2 && tag == "O") return;
    const std::size_t head = scheme == TagScheme::iob2 ? 2 : 0;  // "B-" stays
    const auto found = renamed_.find(tag.substr(head));
    if (found == renamed_.end()) return;
    const bool outside = scheme == TagScheme::iob2 && found->second == "O";
    tag = outside ? "O" : tag.substr(0, head) + found->second;
  });
}

void LabelMapping::expect_used(const std::vector<std::string>& labels) const {
  for (const auto& [from, to] : renamed_) {
    if (std::find(labels.begin(), labels.end(), from) != labels.end()) continue;
    throw Error("label_mapping",
                fmt::format("the rule '{}={}' is for a label that neither source nor target has", from, to),
                "the labels are: " + comma_separated(labels));
  }
}

}  // namespace metaxl
