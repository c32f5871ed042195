#include "data/examples/parts_of_files.hpp"

#include <fmt/core.h>
#include <torch/torch.h>

#include <unordered_set>
#include <utility>

#include "data/examples/class_numbers.hpp"
#include "data/examples/raw_parts.hpp"
#include "evograd/error.hpp"
#include "evograd/logging.hpp"

namespace data {
namespace {

std::unique_ptr<ExampleKind> kind_named(const LabelledDataRequest& request) {
  if (request.dataset == "images") return image_kind(request);
  if (request.dataset == "texts") return text_kind(request);
  if (request.dataset == "table") return table_kind(request);
  throw Error("'dataset'", "unknown data set '" + request.dataset + "'");
}

/// The numbers of the labels that are known, -1 for the others.
torch::Tensor known_numbers(const ClassNumbers& classes, const RawPart& part) {
  std::vector<std::string> labels, keys;
  std::vector<std::int64_t> at;
  for (std::size_t i = 0; i < part.size(); ++i) {
    if (part.clean_labels[i].empty()) continue;
    labels.push_back(part.clean_labels[i]);
    keys.push_back(part.keys[i]);
    at.push_back(static_cast<std::int64_t>(i));
  }
  auto numbers = torch::full({static_cast<std::int64_t>(part.size())}, -1, torch::kInt64);
  if (at.empty()) return numbers;
  return numbers.index_copy_(0, torch::tensor(at, torch::kInt64), classes.numbers(labels, keys, "'clean_labels'"));
}

/// Says how many examples of `part` are training examples as well, by their keys.
void tell_overlap(const RawPart& training, const RawPart& part) {
  if (training.source == nullptr || training.source->place("") != part.source->place("")) return;
  const std::unordered_set<std::string> files(training.keys.begin(), training.keys.end());
  std::int64_t count = 0;
  for (const auto& key : part.keys) count += files.contains(key) ? 1 : 0;
  if (count == 0) return;
  logging::warning(fmt::format("{}: {} of the {} images of the {} part are also in the training part",
                               part.place.string(), count, part.size(), part.name));
}

}  // namespace

LabelledData read_parts(const LabelledDataRequest& request, RandomKey key) {
  const auto kind = kind_named(request);
  auto parts = read_raw_parts(request, *kind);
  for (const auto* part : parts.all()) {
    if (part != &parts.training) tell_overlap(parts.training, *part);
  }
  if (!parts.test) split_off_test(parts, request.test_size, key.fold("test part"));

  const auto all = parts.all();
  const auto inputs = kind->inputs(all);  // may drop examples
  const ClassNumbers classes(parts.training.labels, parts.training.place.string(),
                             request.labels.empty() ? "label_column" : "labels");
  LabelledData data;
  for (std::size_t i = 0; i < all.size(); ++i) {
    const auto& part = *all[i];
    LabelledExamples examples{inputs[i], classes.numbers(part.labels, part.keys, part.place.string())};
    if (!part.clean_labels.empty()) examples.clean_labels = known_numbers(classes, part);
    if (part.name == "training") data.training = std::move(examples);
    if (part.name == "test") data.test = std::move(examples);
    if (part.name == "meta") data.meta = std::move(examples);
    if (part.name == "validation") data.validation = std::move(examples);
  }
  data.classes = classes.names();
  data.input = kind->specification();
  data.input_name = kind->input_name();
  data.noun = kind->noun();
  return data;
}

}  // namespace data
