#pragma once

#include <torch/types.h>

#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "evograd/export.hpp"

namespace evograd {

/// A tensor as a safetensors header describes it.
struct StoredTensor {
  std::string type;                 ///< "F32", "BF16", …
  std::vector<std::int64_t> shape;  ///< empty for a scalar
  std::uint64_t begin = 0;          ///< offset of its first byte in the part after the header
  std::uint64_t end = 0;            ///< offset of the byte after its last one
};

/// A safetensors file: the length of the header (8 bytes, little-endian), the header (JSON), the tensors' bytes without
/// gaps.
///
/// The complete header is checked before any tensor is read: nothing in it can refer to bytes beyond the file or
/// request more memory than the file has bytes.
class EVOGRAD_API SafetensorsFile {
 public:
  /// Throws Error naming the file if it is missing or truncated, or if its header is invalid: not JSON, unknown types,
  /// sizes that do not match the shapes, tensors that overlap or leave gaps.
  explicit SafetensorsFile(std::filesystem::path path);

  /// The path as given to the constructor.
  const std::filesystem::path& path() const { return path_; }
  /// All tensors of the file by name.
  const std::map<std::string, StoredTensor>& tensors() const { return tensors_; }

  /// The strings under "__metadata__"; other values there are ignored.
  const std::map<std::string, std::string>& metadata() const { return metadata_; }

  /// Copies the tensor `name`, one of tensors(), into `target`, which is contiguous, in main memory and of the same
  /// shape; converts from F64, F32, F16 or BF16 to the type of `target`. Needs a few additional megabytes. Throws Error
  /// if the tensor has another type or the file cannot be read.
  void copy(const std::string& name, torch::Tensor target) const;

  /// The tensor `name`, one of tensors(), with its own type and shape, in main memory. Throws Error if LibTorch has no
  /// such type or the file cannot be read.
  torch::Tensor read(const std::string& name) const;

 private:
  void parse(const std::string& header, std::uint64_t data_size);
  void expect_no_gaps(std::uint64_t data_size) const;

  std::filesystem::path path_;
  std::uint64_t data_ = 0;  ///< offset of the tensors' bytes in the file
  std::map<std::string, StoredTensor> tensors_;
  std::map<std::string, std::string> metadata_;
};

/// Writes the bytes of a safetensors file to `sink`, piece by piece: `metadata`, then `tensors` in order, each
/// separately and contiguous, even if they share storage. A tensor that is not contiguous or not in main memory is
/// copied, one at a time. Throws Error if a name appears twice or is "__metadata__", or if the format lacks a type; in
/// that case nothing has been written to the sink.
EVOGRAD_API void write_safetensors(const std::vector<std::pair<std::string, torch::Tensor>>& tensors,
                                   const std::map<std::string, std::string>& metadata,
                                   const std::function<void(std::string_view)>& sink);

}  // namespace evograd
