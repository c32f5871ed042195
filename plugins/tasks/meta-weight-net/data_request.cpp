#include "data_request.hpp"

#include <algorithm>

#include "evograd/cache_folder.hpp"

namespace meta_weight_net {
namespace {

constexpr std::int64_t usual_meta_size = 1000;
constexpr std::int64_t synthetic_training = 10000;
constexpr std::int64_t synthetic_test = 2000;

bool is_files_of_the_user(const std::string& dataset) {
  return dataset == "images" || dataset == "texts" || dataset == "table";
}

}  // namespace

std::int64_t meta_size_of(const MetaWeightNetOptions& options, std::int64_t available, std::int64_t classes) {
  if (options.meta_size > 0) return options.meta_size;
  const auto tenth = available / 10 / classes * classes;  // equally many of each class
  return std::min(usual_meta_size, std::max(tenth, classes));
}

data::LabelledDataRequest data_request(const MetaWeightNetOptions& options, const std::filesystem::path& folder) {
  data::LabelledDataRequest request{.dataset = options.dataset, .folder = folder};
  request.data = options.data;
  request.train = options.train;
  request.test = options.test;
  request.meta = options.meta;
  request.validation = options.validation;
  request.labels = options.labels;
  request.clean_labels = options.clean_labels;
  request.test_size = options.test_size;
  request.skip_damaged = options.skip_damaged;
  request.path_column = options.path_column;
  request.text_column = options.text_column;
  request.label_column = options.label_column;
  request.format = {options.separator, options.quotes, options.header};
  request.image_folder = options.image_folder;
  request.image_size = options.image_size;
  request.channels = options.channels;
  request.cache = options.cache.empty() ? cache_folder() : folder / options.cache;
  request.tokenizer = options.tokenizer;
  request.vocabulary = options.vocabulary;
  request.vocabulary_size = options.vocabulary_size;
  request.length = options.length;
  request.features = options.features;
  request.categorical = options.categorical;
  request.image_shape = options.image_shape;
  request.classes = options.classes;
  const auto meta_size = options.meta_size > 0 ? options.meta_size : usual_meta_size;
  request.synthetic_training = meta_size + (options.train_size > 0 ? options.train_size : synthetic_training);
  request.synthetic_test = options.test_size > 0 ? options.test_size : synthetic_test;
  return request;
}

std::string noise_of(const MetaWeightNetOptions& options) {
  if (options.noise != "auto") return options.noise;
  return is_files_of_the_user(options.dataset) || !options.labels.empty() ? "none" : "flip";
}

}  // namespace meta_weight_net
