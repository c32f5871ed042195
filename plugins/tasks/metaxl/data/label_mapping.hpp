#pragma once

#include <map>
#include <string>
#include <vector>

#include "tasks/metaxl/data/tagged_text.hpp"

namespace metaxl {

/// The tagging scheme of a text.
enum class TagScheme {
  plain,  ///< labels without a scheme: parts of speech
  iob2,   ///< O, B-TYPE, I-TYPE; the labels are the types
};

/// The labels that occur in `parts`, sorted: tags, or types of entities.
std::vector<std::string> labels_of(const TaggedParts& parts, TagScheme scheme);

/// Rules such as "DATE=O" that rename labels; each is applied once, to the original labels only.
class LabelMapping {
 public:
  /// Throws Error on a rule that is not LABEL=LABEL and on two rules for the same label.
  explicit LabelMapping(const std::vector<std::string>& rules);

  /// Renames the labels of all parts. With IOB2 the rules name types, and "=O" removes the complete entity.
  void apply(TaggedParts& parts, TagScheme scheme) const;

  /// Throws Error if a rule's left side is not one of `labels`, because that is probably a typo.
  void expect_used(const std::vector<std::string>& labels) const;

 private:
  std::map<std::string, std::string> renamed_;
};

}  // namespace metaxl
