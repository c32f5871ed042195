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
class EVOGRAD_API SafetensorsFile {
 public:
  /// Throws Error naming the file when it is missing, cut off, or its header is false in any way: not JSON, unknown
  /// types, sizes that do not fit the shapes, tensors that overlap or leave gaps.
  explicit SafetensorsFile(std::filesystem::path path);

  const std::filesystem::path& path() const { return path_; }
  const std::map<std::string, StoredTensor>& tensors() const { return tensors_; }

  /// The texts under "__metadata__"; what is no text there is passed over.
  const std::map<std::string, std::string>& metadata() const { return metadata_; }

  /// Copies the tensor `name`, one of tensors(), into `target`, which is contiguous, lies in main memory and has its
  /// shape; converts from F64, F32, F16 or BF16 to the type of `target`. Needs a few megabytes beside it. Throws Error
  /// when the tensor has another type or the file cannot be read.
  void copy(const std::string& name, torch::Tensor target) const;

  /// The tensor `name`, one of tensors(), with its own type and shape, in main memory. Throws Error when LibTorch has
  /// no such type or the file cannot be read.
  torch::Tensor read(const std::string& name) const;

 private:
  void parse(const std::string& header, std::uint64_t data_size);
  void expect_no_gaps(std::uint64_t data_size) const;

  std::filesystem::path path_;
  std::uint64_t data_ = 0;  ///< where the bytes begin in the file
  std::map<std::string, StoredTensor> tensors_;
  std::map<std::string, std::string> metadata_;
};

/// Hands the bytes of a safetensors file to `sink`, piece by piece: `metadata`, then `tensors` in their order, each on
/// its own and contiguous, whatever storage they share. One tensor at a time is copied where it is not contiguous or
/// not in main memory. Throws Error when a name appears twice or is "__metadata__", or the format lacks a type; nothing
/// has reached the sink then.
EVOGRAD_API void write_safetensors(const std::vector<std::pair<std::string, torch::Tensor>>& tensors,
                                   const std::map<std::string, std::string>& metadata,
                                   const std::function<void(std::string_view)>& sink);

}  // namespace evograd
