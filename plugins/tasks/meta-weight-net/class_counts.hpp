#pragma once

#include <torch/types.h>

#include <string>
#include <vector>

namespace meta_weight_net {

/// The labels of a part, for counting.
struct CountedPart {
  std::string name;      ///< "training", "meta", "validation", "test"
  torch::Tensor labels;  ///< int64 [n]
};

/// The number of examples of each class in each part, as text for the log: all classes, or the extremes of many.
std::string class_counts(const std::vector<std::string>& classes, const std::vector<CountedPart>& parts);

/// Sentences about the classes that a part lacks, for warnings; one a part. No class of the training part may be
/// missing without reason, so it is the first that is asked about.
std::vector<std::string> missing_classes(const std::vector<std::string>& classes,
                                         const std::vector<CountedPart>& parts);

}  // namespace meta_weight_net
