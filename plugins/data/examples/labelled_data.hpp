#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "data/examples/example_inputs.hpp"
#include "data/tables/records.hpp"
#include "evograd/backbone.hpp"

namespace data {

/// Inputs and their labels, numbers of classes.
struct LabelledExamples {
  std::shared_ptr<const ExampleInputs> inputs;
  torch::Tensor labels;          ///< int64 [N], as given
  torch::Tensor clean_labels{};  ///< int64 [N], -1 where not known; undefined if none is known beside the given ones

  std::int64_t size() const { return labels.size(0); }
};

/// The parts of a data set over the same classes 0 … C-1.
struct LabelledData {
  LabelledExamples training;
  LabelledExamples test;
  std::optional<LabelledExamples> meta;        ///< a clean set of its own
  std::optional<LabelledExamples> validation;  ///< for choosing the best evaluation
  std::vector<std::string> classes;            ///< names
  InputSpecification input;
  std::string input_name;           ///< "image", "tokens" or "features"
  std::string noun;                 ///< what the examples are, in the plural: "images", "texts", "rows"
  bool labels_known_clean = false;  ///< the given labels are those of a published data set, or made with the data
  bool colour_photographs = false;  ///< whether shifting and mirroring are useful
};

/// The data that a task requests. Paths may be relative to `folder`, and those of parts to `data`.
struct LabelledDataRequest {
  std::string dataset = "fashion-mnist";              ///< one of labelled_data_names()
  std::filesystem::path folder{};                     ///< of the manifest
  std::string data{};                                 ///< folder, archive or file with the data
  std::string train{}, test{}, meta{}, validation{};  ///< places of the parts; empty for the usual names in `data`
  std::string labels{}, clean_labels{};               ///< files with labels of the training part; may be empty
  std::int64_t test_size =
      0;                      ///< where there is no test part: examples to take out of the training part, 0 for a fifth
  bool skip_damaged = false;  ///< skip what cannot be read instead of throwing

  std::string path_column = "path", text_column = "text", label_column = "label";
  RecordFormat format{};

  std::string image_folder{};  ///< folder or archive that paths in lists are relative to; empty for `data`
  std::int64_t image_size = 64;
  std::int64_t channels = 3;
  std::filesystem::path cache{};  ///< folder of decoded images; empty for in memory only

  std::string tokenizer = "auto", vocabulary{};
  std::int64_t vocabulary_size = 8000;
  std::int64_t length = 128;  ///< largest number of tokens of an example

  std::vector<std::string> features{}, categorical{};  ///< columns of a table

  std::vector<std::int64_t> image_shape{};  ///< synthetic images: {C, H, W}
  std::int64_t classes = 10;                ///< synthetic data
  std::int64_t synthetic_training = 0, synthetic_test = 0;
};

/// The data sets of images that image_data_names() has, "images", "texts", "table", "synthetic-texts".
const std::vector<std::string>& labelled_data_names();

/// Reads or makes the data. Draws (of synthetic data, and of a test part) depend on `key`.
///
/// Throws Error naming place, cause and remedy if a part cannot be found or read, an example lacks a label, a label of
/// another part is not one of the training part's, or files of labels do not match.
LabelledData open_labelled_data(const LabelledDataRequest& request, RandomKey key);

}  // namespace data
