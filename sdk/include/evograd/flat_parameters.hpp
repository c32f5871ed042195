#pragma once

#include <torch/nn/module.h>
#include <torch/types.h>

#include <cstdint>
#include <string>
#include <vector>

#include "evograd/export.hpp"

namespace evograd {

/// The place of one tensor inside a flat buffer, in elements.
struct Segment {
  std::string name;                   ///< of the parameter in its module: "head.weight"
  std::int64_t offset = 0;            ///< of its first element
  std::int64_t size = 0;              ///< without the padding that follows it
  std::vector<std::int64_t> shape;    ///< of the parameter
  std::vector<std::int64_t> strides;  ///< of the view in the buffer
};

/// A layout that places `named` tensors of one dtype one after another, each segment starting at a 64-byte boundary.
/// Four-dimensional tensors are stored in `format`. A tensor that appears twice (tied weights) gets one segment.
class EVOGRAD_API FlatLayout {
 public:
  /// Tensors with their names, in the order of the buffer.
  using NamedTensors = std::vector<std::pair<std::string, torch::Tensor>>;

  FlatLayout() = default;
  /// Throws Error naming a tensor whose dtype or device differs from the first one's.
  FlatLayout(const NamedTensors& named, torch::MemoryFormat format);

  /// P, padding included. Padding is zero in every vector that the SDK creates.
  std::int64_t size() const { return size_; }
  /// The number of elements without padding.
  std::int64_t element_count() const;
  /// One per tensor, in the order of the buffer.
  const std::vector<Segment>& segments() const { return segments_; }

  /// The part of `flat` [P] that belongs to `segment`, in the tensor's own shape; shares storage.
  torch::Tensor view(const torch::Tensor& flat, const Segment& segment) const;

  /// [P] holding copies of `tensors`, one per segment in order; an undefined tensor gives zeros.
  torch::Tensor pack(const std::vector<torch::Tensor>& tensors, const torch::TensorOptions& options) const;

 private:
  std::vector<Segment> segments_;
  std::int64_t size_ = 0;
};

/// The trainable parameters of a module as views of one contiguous buffer [P], their gradients as views of a second
/// one.
///
/// The module stays an ordinary module: only the storage of its parameters moves. Restoring, perturbing, clipping and
/// optimizing are then single operations on `values()`. `values().grad()` is `gradients()`, so a torch::optim optimizer
/// over the single tensor values() trains the module.
class EVOGRAD_API FlatParameters {
 public:
  /// Takes over the parameters of `module` that require gradient; they must share one dtype and device. Moving the
  /// module to another device or dtype later would break the views, so move it first.
  explicit FlatParameters(std::shared_ptr<torch::nn::Module> module,
                          torch::MemoryFormat format = torch::MemoryFormat::Contiguous);

  /// The buffer of the parameters [P]; a write to it is a write to the module.
  torch::Tensor& values() { return values_; }
  /// The same, for reading.
  const torch::Tensor& values() const { return values_; }
  /// The buffer of the gradients [P], to which backward passes add.
  torch::Tensor& gradients() { return gradients_; }
  /// The module's parameters, one per segment of layout(), in its order.
  const std::vector<torch::Tensor>& tensors() const { return tensors_; }
  /// The part of a vector [P] that belongs to each parameter.
  const FlatLayout& layout() const { return layout_; }
  /// The module whose parameters these are.
  torch::nn::Module& module() { return *module_; }

  /// values() ← `values` [P]; does not count as a foreign write.
  void assign(const torch::Tensor& values);
  /// Whether anything but assign() has written to values() since accept_writes(), by LibTorch's version counters.
  bool written_elsewhere() const { return static_cast<std::int64_t>(values_._version()) != known_version_; }
  /// Makes written_elsewhere() false until the next write.
  void accept_writes() { known_version_ = static_cast<std::int64_t>(values_._version()); }

  /// Whether graphs are built back to the parameters.
  bool requires_grad() const { return requires_grad_; }
  /// Sets whether graphs are built back to the parameters.
  void requires_grad(bool on);

 private:
  std::shared_ptr<torch::nn::Module> module_;
  std::vector<torch::Tensor> tensors_;
  bool requires_grad_ = true;
  FlatLayout layout_;
  torch::Tensor values_;
  torch::Tensor gradients_;
  std::int64_t known_version_ = 0;
};

}  // namespace evograd
