#pragma once

#include <map>
#include <string>
#include <vector>

#include "tasks/metaxl/data/tagged_text.hpp"

namespace metaxl {

/// What the tags of a text are.
enum class TagScheme {
  plain,  ///< labels as they stand: parts of speech
  iob2,   ///< O, B-TYPE, I-TYPE; the labels are the types
};

/// The labels that occur in `parts`, sorted: tags, or types of entities.
std::vector<std::string> labels_of(const TaggedParts& parts, TagScheme scheme);

/// Rules such as "DATE=O" that rename labels, each applied once: no rule sees what another gives.
class LabelMapping {
 public:
  /// Throws Error on a rule that is not LABEL=LABEL and on two rules for one label.
  explicit LabelMapping(const std::vector<std::string>& rules);

  /// Renames the labels of all parts. Under IOB2 the rules name types, and "=O" takes the whole entity away.
  void apply(TaggedParts& parts, TagScheme scheme) const;

  /// Throws Error when a rule's left side is none of `labels`: it is a slip of the pen.
  void expect_used(const std::vector<std::string>& labels) const;

 private:
  std::map<std::string, std::string> renamed_;
};

}  // namespace metaxl
