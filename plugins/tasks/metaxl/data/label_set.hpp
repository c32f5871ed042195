#pragma once

#include <cstdint>
#include <string>
#include <unordered_map>
#include <vector>

#include "tasks/metaxl/data/label_mapping.hpp"
#include "tasks/metaxl/data/tagged_text.hpp"

namespace metaxl {

/// The set of tags of a classifier, numbered from 0.
class LabelSet {
 public:
  /// The tags for `labels`, which must be distinct; with IOB2 these are types and the tags are O, B-X, I-X, B-Y, I-Y …
  LabelSet(const std::vector<std::string>& labels, TagScheme scheme);

  std::int64_t size() const { return static_cast<std::int64_t>(tags_.size()); }
  const std::string& tag(std::int64_t number) const { return tags_.at(static_cast<std::size_t>(number)); }
  const std::vector<std::string>& tags() const { return tags_; }

  /// The number of `tag`; throws Error if it is not in the set.
  std::int64_t number(const std::string& tag) const;

 private:
  std::vector<std::string> tags_;
  std::unordered_map<std::string, std::int64_t> numbers_;
};

/// How the labels of source and target are combined.
struct LabelOptions {
  std::string labels = "same";                  ///< "same": both sides must have the same ones; "union": all
  std::vector<std::string> label_mapping = {};  ///< rules such as "DATE=O", applied to both sides first
};

/// Applies the mapping to `source` and `target` and returns the tags of both.
///
/// Throws Error if one side lacks a label of the other and `labels` is "same", naming these labels and rules that would
/// map them; also on a rule for a label that neither side has.
LabelSet share_labels(TaggedParts& source, TaggedParts& target, TagScheme scheme, const LabelOptions& options = {});

}  // namespace metaxl
