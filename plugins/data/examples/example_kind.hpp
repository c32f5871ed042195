#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "data/examples/example_inputs.hpp"
#include "data/examples/labelled_data.hpp"
#include "data/examples/raw_part.hpp"

namespace data {

/// How examples of one kind (images, texts, rows of a table) are found, read and turned into inputs.
class ExampleKind {
 public:
  virtual ~ExampleKind() = default;

  virtual std::string noun() const = 0;
  virtual std::string input_name() const = 0;

  /// Whether a folder's entry of that name, without a part's name in front, can be a part: ".csv", "" for a folder.
  virtual bool may_be_part(const std::filesystem::path& path) const = 0;

  /// The part at `place`. Throws Error naming place and remedy.
  virtual RawPart read(const std::filesystem::path& place, const std::string& name) const = 0;

  /// The inputs of `parts`, in order. Everything that is measured or learned (normalization, vocabulary) comes from the
  /// first, the training part. May drop examples that cannot be read from the parts, where the request says so.
  virtual std::vector<std::shared_ptr<const ExampleInputs>> inputs(std::vector<RawPart*> parts) = 0;

  /// What the inputs are; called after inputs().
  virtual InputSpecification specification() const = 0;
};

/// Images in folders, archives, and lists of paths. `request` must outlive it, as below.
std::unique_ptr<ExampleKind> image_kind(const LabelledDataRequest& request);
/// A column of texts.
std::unique_ptr<ExampleKind> text_kind(const LabelledDataRequest& request);
/// Columns of numbers and categories.
std::unique_ptr<ExampleKind> table_kind(const LabelledDataRequest& request);

}  // namespace data
