#pragma once

#include <filesystem>
#include <string>
#include <unordered_map>
#include <vector>

#include "data/examples/raw_part.hpp"
#include "data/tables/records.hpp"

namespace data {

/// Labels in a file of their own.
///
/// A .npy array or a text file has one label for each example, in order. A list of "PATH LABEL" lines has them by path.
/// A CSV, TSV or JSON-lines file has them in its label column: by path if it has the path column, else in order.
class LabelFile {
 public:
  /// `option` ("labels" or "clean_labels") is the one that named the file.
  LabelFile(const std::filesystem::path& file, std::string option, const std::string& label_column,
            const std::string& path_column, const RecordFormat& format);

  /// The labels of examples that are called `keys`, with the paths of the file relative to the same folder. Throws
  /// Error if their numbers differ, or a path has no label.
  std::vector<std::string> of(const std::vector<std::string>& keys) const;

  /// The same, with empty strings for paths without a label.
  std::vector<std::string> of_known(const std::vector<std::string>& keys) const;

  /// Whether it has them by path.
  bool by_path() const { return !by_path_.empty(); }
  const std::filesystem::path& file() const { return file_; }

 private:
  std::filesystem::path file_;
  std::string option_;
  std::vector<std::string> ordered_;
  std::unordered_map<std::string, std::string> by_path_;
};

/// `labels` in the form in which labels are compared: without blanks around them, and "3.0" as "3" if all are numbers.
void normalize_labels(std::vector<std::string>& labels);

}  // namespace data
