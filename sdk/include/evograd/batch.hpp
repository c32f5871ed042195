#pragma once

#include <torch/types.h>

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "evograd/export.hpp"

namespace evograd {

/// A batch of data: tensors by name, made by a task and read by the same task ("image", "target", "index" …).
class EVOGRAD_API Batch {
 public:
  Batch() = default;
  /// The given tensors by name: `{{"image", images}, {"target", targets}}`.
  Batch(std::initializer_list<std::pair<const std::string, torch::Tensor>> tensors) : tensors_(tensors) {}

  /// The tensor called `name`; throws Error listing the existing names if there is none.
  const torch::Tensor& operator[](const std::string& name) const;
  /// Stores `tensor` under `name`, in place of any tensor with that name.
  void set(const std::string& name, torch::Tensor tensor) { tensors_[name] = std::move(tensor); }
  /// Whether there is a tensor called `name`.
  bool contains(const std::string& name) const { return tensors_.contains(name); }
  /// Whether there are no tensors.
  bool empty() const { return tensors_.empty(); }
  /// All tensors, in alphabetical order of their names.
  const std::map<std::string, torch::Tensor>& tensors() const { return tensors_; }

  /// This batch divided into `parts` batches of consecutive rows (dimension 0), as equal as possible; fewer if a tensor
  /// has fewer rows. The tensors are views; scalars are in every part.
  std::vector<Batch> divided(std::int64_t parts) const;

  /// The same batch on `device`, with floating-point tensors converted to `dtype` and four-dimensional ones to
  /// `format`.
  Batch to(torch::Device device, torch::Dtype dtype, torch::MemoryFormat format) const;

 private:
  std::map<std::string, torch::Tensor> tensors_;
};

}  // namespace evograd
