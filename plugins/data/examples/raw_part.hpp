#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "data/images/files/file_source.hpp"
#include "data/tables/records.hpp"

namespace data {

/// A part of a data set as it is written, before labels are numbers: its examples in the order of the file, or in that
/// of sorted paths.
struct RawPart {
  std::string name;             ///< "training", "test", "meta", "validation"
  std::filesystem::path place;  ///< the folder, archive or file
  bool labelled = true;         ///< whether it says its labels

  std::vector<std::string> labels{};        ///< by example; empty strings where there is none
  std::vector<std::string> clean_labels{};  ///< the same, where they are known beside the given ones; may be empty
  std::vector<std::string> keys{};          ///< by example: its path, or "FILE:LINE"
  std::vector<std::int64_t> rows{};         ///< by example: its number in `records` or `files`

  std::shared_ptr<const Records> records{};
  std::shared_ptr<const FileSource> source{};  ///< images: what `files` are in
  std::vector<std::string> files{};

  std::size_t size() const { return keys.size(); }

  /// Only the examples at `kept`, in that order.
  void keep(const std::vector<std::size_t>& kept);
  /// Appends an example.
  void add(std::string key, std::string label, std::int64_t row);
};

}  // namespace data
