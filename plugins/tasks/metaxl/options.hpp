#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "evograd/options.hpp"

namespace metaxl {

using namespace evograd;

/// The options of the manifest's [task]; `evograd describe metaxl` shows their descriptions.
struct MetaXlOptions {
  std::string data = "names";
  std::string folder;
  std::vector<std::string> source = {"en"};
  std::string target = "is";
  std::string spelling = "roman";
  std::int64_t source_size = 0;
  std::int64_t target_size = 100;
  std::int64_t development_size = 0;
  std::int64_t test_size = 0;
  std::string labels = "same";
  std::vector<std::string> label_mapping;
  std::int64_t word_column = 0;
  std::int64_t tag_column = 0;
  std::string comments = "auto";
  std::string tag_scheme = "auto";

  std::string tokenizer = "auto";
  std::string vocabulary;
  std::int64_t vocabulary_size = 8000;
  std::int64_t length = 0;
  std::int64_t evaluation_length = 0;

  std::string training = "joint";
  std::string transformation = "learned";
  std::int64_t bottleneck = 0;
  std::vector<std::string> sites;
  bool detach = true;

  std::int64_t source_batch_size = 48;
  std::int64_t target_batch_size = 24;
  std::int64_t portion = 2;
  double source_weight = 1;
  bool balanced_source = true;
  double head_dropout = 0.1;
  std::int64_t evaluation_batch_size = 64;

  double mask_probability = 0.15;
  std::int64_t mask_batch_size = 32;

  static Schema<MetaXlOptions> schema();
};

}  // namespace metaxl
