#pragma once

#include <torch/types.h>

#include <string>
#include <unordered_map>
#include <vector>

namespace data {

/// The classes of a data set and their numbers.
class ClassNumbers {
 public:
  /// The distinct ones of `labels`: in the order of their values if all are integers, else sorted. Throws Error, naming
  /// `place`, if there are fewer than two, or so many that they are not classes.
  ClassNumbers(const std::vector<std::string>& labels, const std::string& place, const std::string& option);
  /// Classes of these names.
  explicit ClassNumbers(std::vector<std::string> names);

  const std::vector<std::string>& names() const { return names_; }

  /// The numbers of `labels`, int64 [N]. A label may also be the number itself if no class is called so. Throws Error,
  /// naming `place` and the example (by `keys`, or by its number if these are empty), on an unknown label.
  torch::Tensor numbers(const std::vector<std::string>& labels, const std::vector<std::string>& keys,
                        const std::string& place) const;

 private:
  std::vector<std::string> names_;
  std::unordered_map<std::string, std::int64_t> by_name_;
  bool named_by_number_ = false;
};

}  // namespace data
