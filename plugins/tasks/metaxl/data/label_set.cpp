#include "tasks/metaxl/data/label_set.hpp"

#include <fmt/ranges.h>

#include <algorithm>
#include <iterator>

#include "evograd/error.hpp"
#include "evograd/text.hpp"

namespace metaxl {

using namespace evograd;

namespace {

using Labels = std::vector<std::string>;

Labels without(const Labels& all, const Labels& others) {
  Labels rest;
  std::set_difference(all.begin(), all.end(), others.begin(), others.end(), std::back_inserter(rest));
  return rest;
}

Labels united(const Labels& some, const Labels& others) {
  Labels all;
  std::set_union(some.begin(), some.end(), others.begin(), others.end(), std::back_inserter(all));
  return all;
}

[[noreturn]] void refuse(const Labels& only_source, const Labels& only_target, const Labels& common, TagScheme scheme) {
  std::string what = "source and target have different labels:";
  if (!only_source.empty()) what += " only the source has " + comma_separated(only_source);
  if (!only_target.empty()) {
    what += (only_source.empty() ? " only" : "; only") + (" the target has " + comma_separated(only_target));
  }
  const std::string other = scheme == TagScheme::iob2 ? "O" : "LABEL";
  Labels rules;
  for (const auto& label : united(only_source, only_target)) rules.push_back(fmt::format("\"{}={}\"", label, other));
  const auto mapped = scheme == TagScheme::iob2 ? " maps them to O, outside all entities"
                                                : " maps them, LABEL being one of " + comma_separated(common);
  throw Error("labels", what,
              fmt::format("label_mapping = [{}]{}; labels = \"union\" keeps them all", fmt::join(rules, ", "), mapped));
}

}  // namespace

LabelSet::LabelSet(const std::vector<std::string>& labels, TagScheme scheme) {
  if (scheme == TagScheme::plain) {
    tags_ = labels;
  } else {
    tags_ = {"O"};
    for (const auto& type : labels) {
      tags_.push_back("B-" + type);
      tags_.push_back("I-" + type);
    }
  }
  for (const auto& tag : tags_) numbers_.emplace(tag, static_cast<std::int64_t>(numbers_.size()));
}

std::int64_t LabelSet::number(const std::string& tag) const {
  const auto found = numbers_.find(tag);
  if (found == numbers_.end()) {
    throw Error("labels", "unknown label '" + tag + "'", "the labels are: " + comma_separated(tags_));
  }
  return found->second;
}

LabelSet share_labels(TaggedParts& source, TaggedParts& target, TagScheme scheme, const LabelOptions& options) {
  if (options.labels != "same" && options.labels != "union") {
    throw Error("labels", "unknown value '" + options.labels + "'", "use same or union");
  }
  const LabelMapping mapping(options.label_mapping);
  mapping.expect_used(united(labels_of(source, scheme), labels_of(target, scheme)));
  mapping.apply(source, scheme);
  mapping.apply(target, scheme);
  const auto of_source = labels_of(source, scheme);
  const auto of_target = labels_of(target, scheme);
  const auto only_source = without(of_source, of_target);
  const auto only_target = without(of_target, of_source);
  const auto all = united(of_source, of_target);
  if (options.labels == "same" && !(only_source.empty() && only_target.empty())) {
    refuse(only_source, only_target, without(all, united(only_source, only_target)), scheme);
  }
  if (all.empty())
    throw Error("labels", "neither source nor target has an entity", "check label_mapping and the files");
  return {all, scheme};
}

}  // namespace metaxl
