#pragma once

#include <filesystem>
#include <optional>

#include "data/examples/example_kind.hpp"

namespace data {

/// Where the parts of a data set are.
struct PartPlaces {
  std::filesystem::path training;
  std::optional<std::filesystem::path> test, meta, validation;
};

/// The places that the request names, or the entries of its folder with the usual names: train or training; test; meta
/// or clean; val, valid, validation or dev. If `data` is a single file, or an archive or folder without such an entry,
/// it is the training part. With a validation part but no test part the former is the test part.
///
/// A place within an archive is ARCHIVE/FOLDER. Throws Error if a named place does not exist, or an entry has two forms
/// (train.csv and train.tsv).
PartPlaces find_parts(const LabelledDataRequest& request, const ExampleKind& kind);

}  // namespace data
