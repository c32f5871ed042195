#include "data/images/image_data.hpp"

#include <fmt/format.h>
#include <torch/torch.h>

#include <algorithm>
#include <tuple>
#include <utility>

#include "data/images/byte_images.hpp"
#include "data/images/cifar.hpp"
#include "data/images/idx.hpp"
#include "data/images/synthetic_images.hpp"
#include "evograd/error.hpp"
#include "evograd/system_data.hpp"
#include "networks/input_shape.hpp"

namespace data {
namespace {

constexpr const char* fashion_mnist_help =
    "apt install dataset-fashion-mnist, or set 'data' to a folder that contains the files";
constexpr const char* idx_help =
    "set 'data' to a folder that contains train-images-idx3-ubyte, train-labels-idx1-ubyte, t10k-images-idx3-ubyte and "
    "t10k-labels-idx1-ubyte, each with or without .gz";

const Normalization& fashion_mnist_normalization() {
  static const Normalization published{torch::tensor({0.2860F}), torch::tensor({0.3530F})};
  return published;
}

/// The values of the Meta-Weight-Net reference, in grey levels.
const Normalization& cifar_normalization() {
  static const Normalization published{torch::tensor({125.3F, 123.0F, 113.9F}) / 255,
                                       torch::tensor({63.0F, 62.1F, 66.7F}) / 255};
  return published;
}

void require_folder(const ImageDataRequest& request) {
  if (!request.folder.empty()) return;
  throw Error("'data'", "is empty, but dataset '" + request.name + "' needs a folder",
              "set it to the folder with the files");
}

ImageData read_fashion_mnist(const ImageDataRequest& request) {
  const auto folder = request.folder.empty() ? system_data("datasets/fashion-mnist") : request.folder;
  ImageData data;
  data.training = read_idx_set(folder, "train", fashion_mnist_help);
  data.test = read_idx_set(folder, "t10k", fashion_mnist_help);
  data.normalization = fashion_mnist_normalization();
  return data;
}

ImageSet read_idx_meta(const ImageDataRequest& request) {
  constexpr const char* help =
      "set 'meta' to a folder with train-images-idx3-ubyte and train-labels-idx1-ubyte, or to what stands in front of "
      "\"-images-idx3-ubyte\" in the folder of the data";
  const auto inner = request.folder / request.meta;
  std::error_code error;
  if (!std::filesystem::is_directory(inner, error)) return read_idx_set(request.folder, request.meta, help);
  return read_idx_set(inner, has_idx_set(inner, "meta") ? "meta" : "train", help);
}

ImageData read_idx_folder(const ImageDataRequest& request) {
  require_folder(request);
  ImageData data;
  data.training = read_idx_set(request.folder, "train", idx_help);
  data.test = read_idx_set(request.folder, "t10k", idx_help);
  std::vector<ImageSet*> sets{&data.training, &data.test};
  if (!request.meta.empty()) sets.push_back(&data.meta.emplace(read_idx_meta(request)));
  make_bytes(sets, request.folder.string());
  data.normalization = measured_normalization(data.training.images);
  return data;
}

ImageData read_cifar(const ImageDataRequest& request, CifarKind kind) {
  require_folder(request);
  ImageData data;
  std::tie(data.training, data.test) = read_cifar_folder(request.folder, kind);
  if (!request.meta.empty()) {
    data.meta = read_cifar_file(request.folder / request.meta, kind,
                                static_cast<std::int64_t>(cifar_class_names(request.folder, kind).size()));
  }
  data.class_names = cifar_class_names(request.folder, kind);
  data.normalization = cifar_normalization();
  data.colour_photographs = true;
  return data;
}

ImageData make_synthetic(const ImageDataRequest& request, RandomKey key) {
  const auto& shape = request.shape;
  if (shape.size() != 3 || std::any_of(shape.begin(), shape.end(), [](auto length) { return length < 1; })) {
    throw Error("'image_shape'", "is " + networks::shape_text(shape) + ", must be three positive numbers",
                "write [channels, height, width], e.g. [3, 32, 32]");
  }
  const SyntheticImages kind{.shape = shape, .classes = request.classes};
  ImageData data;
  data.training = synthetic_images(kind, request.training_images, key, "training");
  data.test = synthetic_images(kind, request.test_images, key, "test");
  data.normalization = measured_normalization(data.training.images);
  return data;
}

ImageData read_or_make(const ImageDataRequest& request, RandomKey key) {
  if (request.name == "fashion-mnist") return read_fashion_mnist(request);
  if (request.name == "idx") return read_idx_folder(request);
  if (request.name == "cifar-10") return read_cifar(request, CifarKind::ten);
  if (request.name == "cifar-100") return read_cifar(request, CifarKind::hundred_fine);
  if (request.name == "cifar-100-coarse") return read_cifar(request, CifarKind::hundred_coarse);
  if (request.name == "synthetic") return make_synthetic(request, key);
  throw Error("'dataset'", "unknown data set '" + request.name + "'");
}

void name_classes(ImageData& data, const std::vector<std::int64_t>& labels) {
  std::vector<std::string> names;
  for (const auto label : labels) {
    const auto at = static_cast<std::size_t>(label);
    names.push_back(at < data.class_names.size() ? data.class_names[at] : fmt::to_string(label));
  }
  data.class_names = std::move(names);
  data.classes = static_cast<std::int64_t>(labels.size());
}

void require_equal_shapes(const ImageSet& training, const ImageSet& other, const char* name, const std::string& place) {
  const auto shape = [](const ImageSet& set) { return networks::shape_text(set.images.sizes().slice(1).vec()); };
  if (shape(training) == shape(other)) return;
  throw Error(place, "training images are " + shape(training) + ", " + name + " images " + shape(other),
              "use both sets from the same data");
}

}  // namespace

const std::vector<std::string>& image_data_names() {
  static const std::vector<std::string> names = {"fashion-mnist",    "idx",      "cifar-10", "cifar-100",
                                                 "cifar-100-coarse", "synthetic"};
  return names;
}

ImageData open_image_data(const ImageDataRequest& request, RandomKey key) {
  auto data = read_or_make(request, key);
  if (!request.meta.empty() && !data.meta) {
    throw Error("'meta'", "is set, but dataset '" + request.name + "' has no clean set of its own",
                "remove it: the meta set is taken out of the training set");
  }
  const auto place = request.folder.empty() ? "dataset '" + request.name + "'" : request.folder.string();
  require_equal_shapes(data.training, data.test, "test", place);
  if (data.meta) require_equal_shapes(data.training, *data.meta, "meta", place);
  std::vector<std::pair<std::string, ImageSet*>> others{{"test", &data.test}};
  if (data.meta) others.emplace_back("meta", &*data.meta);
  name_classes(data, number_classes(data.training, others, place));
  return data;
}

}  // namespace data
