#pragma once

#include <torch/types.h>

#include <cstdint>
#include <filesystem>
#include <map>
#include <string>
#include <vector>

namespace evograd::backbones {

/// A tensor as a safetensors header describes it. Its bytes are [begin, end) of the part after the header.
struct StoredTensor {
  std::string type;  ///< "F32", "BF16", …
  std::vector<std::int64_t> shape;
  std::uint64_t begin = 0;
  std::uint64_t end = 0;
};

/// A safetensors file: a header's length (8 bytes, lowest first), the header (JSON), the tensors' bytes without gaps.
///
/// The header is checked as a whole before anything is read: nothing in it can lead beyond the file or ask for more
/// memory than the file has bytes.
class SafetensorsFile {
 public:
  /// Throws Error naming the file when it is missing, cut off, or its header is false in any way: not JSON, unknown
  /// types, sizes that do not fit the shapes, tensors that overlap or leave gaps.
  explicit SafetensorsFile(std::filesystem::path path);

  const std::map<std::string, StoredTensor>& tensors() const { return tensors_; }

  /// Copies the tensor `name`, one of tensors(), into `target`, which is contiguous, lies in main memory and has its
  /// shape; converts from F64, F32, F16 or BF16 to the type of `target`. Needs a few megabytes beside it. Throws Error
  /// when the tensor has another type or the file cannot be read.
  void copy(const std::string& name, torch::Tensor target) const;

 private:
  void parse(const std::string& header, std::uint64_t data_size);
  void expect_no_gaps(std::uint64_t data_size) const;

  std::filesystem::path path_;
  std::uint64_t data_ = 0;  ///< where the bytes begin in the file
  std::map<std::string, StoredTensor> tensors_;
};

}  // namespace evograd::backbones
