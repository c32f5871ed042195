#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "evograd/options.hpp"

namespace meta_weight_net {

using namespace evograd;

/// The options of the manifest's [task]; `evograd describe meta-weight-net` shows their descriptions.
struct MetaWeightNetOptions {
  std::string dataset = "fashion-mnist";
  std::string data;
  std::string train, test, meta, validation;
  std::string labels, clean_labels;
  std::string path_column = "path", text_column = "text", label_column = "label";
  std::string separator = "auto", quotes = "auto";
  bool header = true;
  std::vector<std::string> features, categorical;
  std::string image_folder;
  std::int64_t image_size = 64;
  std::int64_t channels = 3;
  std::string cache;
  std::string tokenizer = "auto", vocabulary;
  std::int64_t vocabulary_size = 8000;
  std::int64_t length = 128;
  bool skip_damaged = false;

  std::vector<std::int64_t> image_shape = {3, 32, 32};
  std::int64_t classes = 10;

  std::int64_t train_size = 0;
  std::int64_t test_size = 0;
  std::int64_t meta_size = 0;
  std::string meta_classes = "balanced";
  std::string meta_labels = "given";
  double imbalance = 1;
  std::int64_t batch_size = 0;
  std::int64_t meta_batch_size = 0;
  std::string augment = "auto";

  std::string noise = "auto";
  double noise_rate = 0.4;

  bool reweight = true;
  std::int64_t hidden = 100;
  std::string normalization = "sum";
  std::string weight_net_input = "held";

  std::int64_t evaluation_batch_size = 500;

  static Schema<MetaWeightNetOptions> schema();
};

}  // namespace meta_weight_net
