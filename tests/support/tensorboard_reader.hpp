#pragma once

#include <string>
#include <utility>
#include <vector>

namespace evograd::test {

/// An event of a TensorBoard file.
struct TensorboardEvent {
  double wall_time = 0;
  long step = 0;
  std::string file_version;
  std::vector<std::pair<std::string, float>> scalars;
};

/// Reads a file of events byte by byte, from the descriptions of TFRecord files and of Protocol Buffers' encoding,
/// without the libraries that wrote it. Throws std::runtime_error on a wrong checksum or length.
std::vector<TensorboardEvent> read_tensorboard(const std::string& bytes);

}  // namespace evograd::test
