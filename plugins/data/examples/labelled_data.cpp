#include "data/examples/labelled_data.hpp"

#include <fmt/core.h>
#include <torch/torch.h>

#include <algorithm>
#include <utility>

#include "data/examples/class_numbers.hpp"
#include "data/examples/image_inputs.hpp"
#include "data/examples/label_file.hpp"
#include "data/examples/parts_of_files.hpp"
#include "data/examples/paths.hpp"
#include "data/examples/synthetic_texts.hpp"
#include "data/images/image_data.hpp"
#include "evograd/error.hpp"

namespace data {
namespace {

LabelledExamples image_examples(const ImageSet& set, const Normalization& normalization) {
  return {std::make_shared<ImageInputs>(set.images, torch::Tensor(), normalization), set.labels};
}

/// Labels of the training part from files of their own.
void relabel(LabelledData& data, const LabelledDataRequest& request) {
  const ClassNumbers classes(data.classes);
  const auto read = [&](const std::string& name, const char* option) {
    const auto inside = beneath(request.folder / request.data, name);
    const auto file = path_exists(inside) ? inside : beneath(request.folder, name);
    auto labels = LabelFile(file, option, request.label_column, request.path_column, request.format)
                      .of(std::vector<std::string>(static_cast<std::size_t>(data.training.size())));
    normalize_labels(labels);
    return classes.numbers(labels, {}, file.string());
  };
  if (!request.clean_labels.empty()) {
    data.training.clean_labels =
        request.clean_labels == "data" ? data.training.labels : read(request.clean_labels, "clean_labels");
  }
  if (request.labels.empty()) return;
  data.training.labels = read(request.labels, "labels");
  data.labels_known_clean = false;
}

LabelledData image_data(const LabelledDataRequest& request, RandomKey key) {
  ImageDataRequest wanted{.name = request.dataset,
                          .shape = request.image_shape,
                          .classes = request.classes,
                          .training_images = request.synthetic_training,
                          .test_images = request.synthetic_test,
                          .meta = request.meta};
  if (!request.data.empty()) wanted.folder = request.folder / request.data;
  for (const auto& [option, value] :
       {std::pair{"train", request.train}, {"test", request.test}, {"validation", request.validation}}) {
    if (value.empty()) continue;
    throw Error(std::string("'") + option + "'",
                "is set, but dataset '" + request.dataset + "' has its parts in files of fixed names",
                "remove it, or use dataset = \"images\"");
  }
  const auto images = open_image_data(wanted, key.fold("synthetic images"));
  LabelledData data;
  data.training = image_examples(images.training, images.normalization);
  data.test = image_examples(images.test, images.normalization);
  if (images.meta) data.meta = image_examples(*images.meta, images.normalization);
  data.classes = images.class_names;
  data.input = {images.training.images.sizes().slice(1).vec(), 0};
  data.input_name = "image";
  data.noun = "images";
  data.labels_known_clean =
      request.dataset == "synthetic" || (request.dataset == "fashion-mnist" && request.data.empty());
  data.colour_photographs = images.colour_photographs;
  relabel(data, request);
  return data;
}

LabelledData synthetic_text_data(const LabelledDataRequest& request, RandomKey key) {
  const SyntheticTexts kind{
      .vocabulary = request.vocabulary_size, .length = request.length, .classes = request.classes};
  const auto made = [&](std::int64_t count, const char* part) {
    const auto [inputs, labels] = synthetic_texts(kind, count, key.fold("synthetic texts"), part);
    return LabelledExamples{inputs, labels};
  };
  LabelledData data;
  data.training = made(request.synthetic_training, "training");
  data.test = made(request.synthetic_test, "test");
  for (std::int64_t i = 0; i < request.classes; ++i) data.classes.push_back(fmt::format("{}", i));
  data.input = {{request.length}, request.vocabulary_size, 0};
  data.input_name = "tokens";
  data.noun = "texts";
  data.labels_known_clean = true;
  return data;
}

}  // namespace

const std::vector<std::string>& labelled_data_names() {
  static const auto names = [] {
    auto all = image_data_names();
    all.insert(all.end(), {"images", "texts", "table", "synthetic-texts"});
    return all;
  }();
  return names;
}

LabelledData open_labelled_data(const LabelledDataRequest& request, RandomKey key) {
  const auto& names = image_data_names();
  if (std::find(names.begin(), names.end(), request.dataset) != names.end()) return image_data(request, key);
  if (request.dataset == "synthetic-texts") return synthetic_text_data(request, key);
  return read_parts(request, key);
}

}  // namespace data
