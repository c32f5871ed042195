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
  std::vector<std::int64_t> image_shape = {3, 32, 32};
  std::int64_t classes = 10;

  std::int64_t train_size = 0;
  std::int64_t test_size = 0;
  std::int64_t meta_size = 1000;
  std::int64_t batch_size = 100;
  std::int64_t meta_batch_size = 100;
  std::string augment = "auto";

  std::string noise = "flip";
  double noise_rate = 0.4;

  bool reweight = true;
  std::int64_t hidden = 100;
  std::string normalization = "sum";
  std::string weight_net_input = "held";

  std::int64_t evaluation_batch_size = 500;

  static Schema<MetaWeightNetOptions> schema();
};

}  // namespace meta_weight_net
