#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "evograd/options.hpp"

namespace rotation {

using namespace evograd;

/// The options of the manifest's [task]; `evograd describe rotation` shows their descriptions.
struct RotationOptions {
  std::string dataset = "fashion-mnist";
  std::string data;
  std::vector<std::int64_t> image_shape = {1, 28, 28};
  std::int64_t classes = 10;

  std::int64_t train_size = 40000;
  std::int64_t validation_size = 10000;
  std::int64_t test_size = 0;
  std::int64_t batch_size = 128;
  std::int64_t validation_batch_size = 128;

  double angle = 30;
  bool transform = true;
  std::string outside = "black";

  std::int64_t evaluation_batch_size = 500;

  static Schema<RotationOptions> schema();
};

}  // namespace rotation
